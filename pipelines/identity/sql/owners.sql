-- Per cell with a number: does the number belong to it? To the only cell; else to the one the population register
-- holds, or that most datasets agree on; to nobody when two are equal.
WITH of_dataset AS (
    SELECT cells.cell, mentions.dataset, min(cells.number) AS number, count(*) AS records,
        max(CASE WHEN mentions.dataset = 'police.population' AND mentions.id_no_18 = cells.number THEN 1 ELSE 0 END) AS registered
    FROM cells
    INNER JOIN mentions ON mentions.mention = cells.mention
    WHERE cells.number IS NOT NULL
    GROUP BY cells.cell, mentions.dataset
),

held AS (
    SELECT cell, min(number) AS number, CAST(sum(records) AS BIGINT) AS records, count(*) AS datasets, max(registered) AS registered,
        -- registered first, then datasets
        max(registered) * 1000 + count(*) AS claim
    FROM of_dataset
    GROUP BY cell
),

claims AS (SELECT number, count(*) AS cells, max(claim) AS best FROM held GROUP BY number),

firsts AS (
    SELECT held.number, count(*) AS first_cells FROM held
    INNER JOIN claims ON claims.number = held.number AND claims.best = held.claim
    GROUP BY held.number
)

SELECT held.cell, held.number, held.records, held.datasets, held.registered, claims.cells AS cells_of_number,
    held.claim = claims.best AND firsts.first_cells = 1 AS owned
FROM held
INNER JOIN claims ON claims.number = held.number
INNER JOIN firsts ON firsts.number = held.number
