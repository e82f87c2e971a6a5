-- Rows received per table and county, counted from the deliveries alone: what the balance must equal.
WITH received AS (
    SELECT 'sentences' AS kind, coalesce(execution_county, '') AS county FROM court_sentences
    UNION ALL
    SELECT 'releases' AS kind, coalesce(execution_county, '') AS county FROM justice_prison_releases
    UNION ALL
    SELECT 'register' AS kind, coalesce(county, '') AS county FROM justice_register
    UNION ALL
    SELECT 'sentences' AS kind, coalesce(county, '') AS county FROM quarantined WHERE dataset = 'court.sentences'
    UNION ALL
    SELECT 'releases' AS kind, coalesce(county, '') AS county FROM quarantined
    WHERE dataset = 'justice.prison_releases'
    UNION ALL
    SELECT 'register' AS kind, coalesce(county, '') AS county FROM quarantined WHERE dataset = 'justice.register'
)
SELECT kind, county, count(*) AS received
FROM received
GROUP BY kind, county
