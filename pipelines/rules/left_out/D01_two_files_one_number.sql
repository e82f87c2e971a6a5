-- Two open files of one person and one case in two counties: explained, because a transfer between them is under way; or not
-- provable, because one of the registers does not reach long enough beyond the later file. (Numbers that several persons have are
-- all told.)
SELECT '' AS county, two_files.explanation, two_files.not_provable
FROM two_files
