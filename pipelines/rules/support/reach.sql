-- How far each dataset reaches in each county: the county's own row of `coverage`, else the row of the whole dataset.
WITH places AS (
    SELECT county FROM counties
    UNION
    SELECT county FROM coverage
    UNION
    SELECT '' AS county
),
datasets AS (
    SELECT DISTINCT dataset FROM coverage
)
SELECT
    datasets.dataset,
    places.county,
    CASE WHEN own.dataset IS NOT NULL THEN own.covered_to ELSE whole.covered_to END AS covered_to,
    CASE WHEN own.dataset IS NOT NULL THEN own.state ELSE whole.state END AS state
FROM datasets
CROSS JOIN places
LEFT JOIN coverage AS own ON own.dataset = datasets.dataset AND own.county = places.county
LEFT JOIN coverage AS whole ON whole.dataset = datasets.dataset AND whole.county = ''
