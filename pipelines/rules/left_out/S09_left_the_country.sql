-- Exits during correction, by person and day, that have an explanation or are not provable.
SELECT exits_in_correction.county, exits_in_correction.explanation, exits_in_correction.not_provable
FROM exits_in_correction
