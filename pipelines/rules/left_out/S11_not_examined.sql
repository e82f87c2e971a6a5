-- Temporary releases without an examination in time that have an explanation or are not provable.
SELECT not_examined.county, not_examined.explanation, not_examined.not_provable
FROM not_examined
