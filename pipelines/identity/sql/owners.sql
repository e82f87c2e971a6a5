-- Per cell with a number: does the number belong to it? To the only cell; else to the one the population register
-- holds, or that most datasets agree on; to nobody when two are equal.
WITH held AS (
    SELECT cells.cell, min(cells.number) AS number, count(*) AS records, count(DISTINCT mentions.dataset) AS datasets,
        max(CASE WHEN mentions.dataset = 'police.population' AND mentions.id_no_18 = cells.number THEN 1 ELSE 0 END) AS registered
    FROM cells
    INNER JOIN mentions ON mentions.mention = cells.mention
    WHERE cells.number IS NOT NULL
    GROUP BY cells.cell
),

ranked AS (
    SELECT *, rank() OVER (PARTITION BY number ORDER BY registered DESC, datasets DESC) AS place,
        count(*) OVER (PARTITION BY number) AS cells_of_number
    FROM held
),

firsts AS (SELECT number, count(*) AS first_cells FROM ranked WHERE place = 1 GROUP BY number)

SELECT ranked.cell, ranked.number, ranked.records, ranked.datasets, ranked.registered, ranked.cells_of_number,
    ranked.place = 1 AND firsts.first_cells = 1 AS owned
FROM ranked
INNER JOIN firsts ON firsts.number = ranked.number
