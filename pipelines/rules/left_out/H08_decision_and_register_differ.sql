-- Fields that differ between a decision or a release from prison and the register row linked to it: explained, because a
-- commutation was asked for or a transfer decided; or not provable, because a length in days may be the same as one in months,
-- the date is one the court did not give, or nobody states how long the detention before a 管制 was.
SELECT
    COALESCE(found.county, '') AS county,
    CASE WHEN found.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(found.explanation, found.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM file_differences AS found
WHERE found.explanation IS NOT NULL OR found.not_provable IS NOT NULL
GROUP BY
    COALESCE(found.county, ''),
    CASE WHEN found.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(found.explanation, found.not_provable)
ORDER BY county, outcome, explanation
