-- Two valid numbers that two systems give one person: explained, because the police have replaced one by the other. (What is wrong
-- with one record's own number is all told.)
SELECT
    '' AS county,
    'explained' AS outcome,
    differing_numbers.explanation,
    COUNT(*) AS rows_counted
FROM differing_numbers
WHERE differing_numbers.explanation IS NOT NULL
GROUP BY differing_numbers.explanation
ORDER BY explanation
