-- Second admonitions without a warning, and answers lighter than asked for, that have an explanation or are not
-- provable.
SELECT duty.county, duty.explanation, duty.not_provable
FROM unanswered_duties AS duty
WHERE duty.too_light
