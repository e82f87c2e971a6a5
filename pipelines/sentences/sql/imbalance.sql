-- Counties whose sum of outcomes is not the number of rows received: must be empty.
WITH sums AS (
    SELECT "table" AS kind, county, CAST(sum(rows) AS BIGINT) AS outcomes FROM balance GROUP BY "table", county
)
SELECT coalesce(r.kind, s.kind) AS kind,
       coalesce(r.county, s.county) AS county,
       coalesce(r.received, 0) AS received,
       coalesce(s.outcomes, 0) AS outcomes
FROM received_rows AS r
FULL JOIN sums AS s ON s.kind = r.kind AND s.county = r.county
WHERE coalesce(r.received, 0) <> coalesce(s.outcomes, 0)
ORDER BY kind, county
