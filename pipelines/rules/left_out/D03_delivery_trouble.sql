-- Troubles of the data that need no attention of their own: told for the whole dataset already, an alarm of a delivery somebody has
-- released, more than one row in a hundred set aside but no more than two rows.
SELECT
    data_trouble.county,
    'explained' AS outcome,
    data_trouble.explanation,
    COUNT(*) AS rows_counted
FROM data_trouble
WHERE data_trouble.explanation IS NOT NULL
GROUP BY data_trouble.county, data_trouble.explanation
ORDER BY data_trouble.county, data_trouble.explanation
