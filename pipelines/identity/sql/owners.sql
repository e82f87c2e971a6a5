-- Per cell with a number: does the number belong to it? To the only cell; else to the one the population register
-- holds, or that most datasets agree on; to nobody when two are equal.
WITH counted AS (
    SELECT cell, min(number_id) AS number_id, count(*) AS records, max(registered) AS registered,
        max(CASE WHEN dataset_bit = 1 THEN 1 ELSE 0 END) + max(CASE WHEN dataset_bit = 2 THEN 1 ELSE 0 END) + max(CASE WHEN dataset_bit = 4 THEN 1 ELSE 0 END) + max(CASE WHEN dataset_bit = 8 THEN 1 ELSE 0 END)
        + max(CASE WHEN dataset_bit = 16 THEN 1 ELSE 0 END) + max(CASE WHEN dataset_bit = 32 THEN 1 ELSE 0 END) + max(CASE WHEN dataset_bit = 64 THEN 1 ELSE 0 END) AS datasets
    FROM cells
    WHERE number_id IS NOT NULL
    GROUP BY cell
),

held AS (
    -- registered first, then datasets
    SELECT cell, number_id, records, datasets, registered, registered * 1000 + datasets AS claim FROM counted
),

claims AS (SELECT number_id, count(*) AS cells, max(claim) AS best FROM held GROUP BY number_id),

firsts AS (
    SELECT held.number_id, count(*) AS first_cells FROM held
    INNER JOIN claims ON claims.number_id = held.number_id AND claims.best = held.claim
    GROUP BY held.number_id
)

SELECT held.cell, held.number_id, held.records, held.datasets, held.registered, claims.cells AS cells_of_number,
    held.claim = claims.best AND firsts.first_cells = 1 AS owned
FROM held
INNER JOIN claims ON claims.number_id = held.number_id
INNER JOIN firsts ON firsts.number_id = held.number_id
