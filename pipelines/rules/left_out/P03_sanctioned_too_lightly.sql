-- Second admonitions without a warning, and answers lighter than asked for, that have an explanation or are not
-- provable.
SELECT
    COALESCE(candidate.county, '') AS county,
    CASE WHEN candidate.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(candidate.explanation, candidate.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM unanswered_duties AS candidate
WHERE candidate.too_light AND (candidate.explanation IS NOT NULL OR candidate.not_provable IS NOT NULL)
GROUP BY
    COALESCE(candidate.county, ''),
    CASE WHEN candidate.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(candidate.explanation, candidate.not_provable)
ORDER BY county, outcome, explanation
