-- Terms of correction without an open report, and reports still open after correction ended, that have an explanation
-- or are not provable.
WITH candidates AS (
    SELECT unreported.county, unreported.explanation, unreported.not_provable FROM exits_unreported AS unreported
    UNION ALL
    SELECT restriction.county, restriction.explanation, restriction.not_provable
    FROM restrictions_after_end AS restriction
    WHERE restriction.kind = 'exit_report'
)
SELECT
    COALESCE(candidates.county, '') AS county,
    CASE WHEN candidates.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(candidates.explanation, candidates.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM candidates
WHERE candidates.explanation IS NOT NULL OR candidates.not_provable IS NOT NULL
GROUP BY
    COALESCE(candidates.county, ''),
    CASE WHEN candidates.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(candidates.explanation, candidates.not_provable)
ORDER BY county, outcome, explanation
