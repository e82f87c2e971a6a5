-- Pairs of records of different numbers or of none, drawn by a digest of their ids: no chance, and no order of rows, in it.
WITH shuffled AS (
    SELECT mentions.mention, cells.number, row_number() OVER (ORDER BY md5(mentions.record_id), mentions.record_id) AS place
    FROM mentions
    INNER JOIN cells ON cells.mention = mentions.mention
),

apart AS (
    SELECT 1 AS places UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 5 UNION ALL SELECT 8 UNION ALL SELECT 13
    UNION ALL SELECT 21 UNION ALL SELECT 34 UNION ALL SELECT 55 UNION ALL SELECT 89 UNION ALL SELECT 144
),

met AS (
    SELECT least(x.mention, y.mention) AS a, greatest(x.mention, y.mention) AS b,
        row_number() OVER (ORDER BY apart.places, x.place) AS place
    FROM shuffled AS x
    INNER JOIN apart ON apart.places > 0
    INNER JOIN shuffled AS y ON y.place = x.place + apart.places
    WHERE coalesce(x.number <> y.number, TRUE)
)

SELECT a, b FROM met WHERE place <= {pairs}
