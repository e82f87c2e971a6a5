-- Two open files of one person and one case in two counties: explained, because a transfer between them is under way; or not
-- provable, because one of the registers does not reach long enough beyond the later file. (Numbers that several persons have are
-- all told.)
SELECT
    '' AS county,
    CASE WHEN two_files.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(two_files.explanation, two_files.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM two_files AS two_files
WHERE two_files.explanation IS NOT NULL OR two_files.not_provable IS NOT NULL
GROUP BY
    CASE WHEN two_files.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(two_files.explanation, two_files.not_provable)
ORDER BY county, outcome, explanation
