-- Register rows in correction of persons reported dead: explained, because the register's own number lives and another one died; or
-- not provable, because the register does not reach beyond the thirty days in which the row had to be closed.
SELECT
    COALESCE(found.county, '') AS county,
    CASE WHEN found.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(found.explanation, found.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM dead_in_correction AS found
WHERE found.explanation IS NOT NULL OR found.not_provable IS NOT NULL
GROUP BY
    COALESCE(found.county, ''),
    CASE WHEN found.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(found.explanation, found.not_provable)
ORDER BY county, outcome, explanation
