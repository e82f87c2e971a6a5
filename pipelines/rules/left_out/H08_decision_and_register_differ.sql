-- Fields that differ between a decision or a release from prison and the register row linked to it: explained, because a
-- commutation was asked for or a transfer decided; or not provable, because a length in days may be the same as one in months,
-- the date is one the court did not give, or nobody states how long the detention before a 管制 was.
SELECT file_differences.county, file_differences.explanation, file_differences.not_provable
FROM file_differences
