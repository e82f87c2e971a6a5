-- Two valid numbers that two systems give one person: explained, because the police have replaced one by the other. (What is wrong
-- with one record's own number is all told.)
SELECT '' AS county, differing_numbers.explanation, CAST(NULL AS VARCHAR) AS not_provable
FROM differing_numbers
