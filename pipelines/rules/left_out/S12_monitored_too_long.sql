-- Devices worn too long or without a ground, or still there after correction ended, that have an explanation or are
-- not provable, by newest approval.
WITH candidates AS (
    SELECT worn.county, worn.explanation, worn.not_provable FROM devices_worn AS worn
    UNION ALL
    SELECT restriction.county, restriction.explanation, restriction.not_provable
    FROM restrictions_after_end AS restriction
    WHERE restriction.kind = 'device'
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
