-- Register rows in correction of persons reported dead: explained, because the register's own number lives and another one died; or
-- not provable, because the register does not reach beyond the thirty days in which the row had to be closed.
SELECT dead_in_correction.county, dead_in_correction.explanation, dead_in_correction.not_provable
FROM dead_in_correction
