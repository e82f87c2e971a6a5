-- Persons in correction after the last day of their term: explained (held, a revocation or return under way or asked for, a later
-- end that the prison knows, a newer sentence); or not provable, because the register does not reach beyond the last day.
SELECT past_end.county, past_end.explanation, past_end.not_provable
FROM past_end
