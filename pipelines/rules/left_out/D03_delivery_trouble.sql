-- Troubles of the data that need no attention of their own: told for the whole dataset already, an alarm of a delivery somebody has
-- released, more than one row in a hundred set aside but no more than two rows.
SELECT data_trouble.county, data_trouble.explanation, CAST(NULL AS VARCHAR) AS not_provable
FROM data_trouble
