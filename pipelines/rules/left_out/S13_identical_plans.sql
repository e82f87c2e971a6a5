-- Families of three or more nearly identical plans of one office behind which, explained, there are fewer than three
-- people.
SELECT
    COALESCE(candidate.county, '') AS county,
    CASE WHEN candidate.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(candidate.explanation, candidate.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM copied_plans AS candidate
WHERE candidate.explanation IS NOT NULL OR candidate.not_provable IS NOT NULL
GROUP BY
    COALESCE(candidate.county, ''),
    CASE WHEN candidate.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(candidate.explanation, candidate.not_provable)
ORDER BY county, outcome, explanation
