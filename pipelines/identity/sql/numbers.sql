-- Every record with a valid number (a replaced one under its new number), and whether all who carry the number agree.
-- 'plain': one name, no two birth dates, no two sexes · 'contested': to be compared · 'crowded': too many to compare
WITH numbered AS (
    SELECT mentions.mention, coalesce(roots.id_root, mentions.id_no_18) AS number, mentions.name_key,
        mentions.birth_stated, mentions.sex_stated
    FROM mentions
    LEFT JOIN roots ON roots.mention = mentions.mention
    WHERE mentions.id_no_18 IS NOT NULL
),

counted AS (
    SELECT number, count(*) AS records, count(DISTINCT name_key) AS names, count(DISTINCT birth_stated) AS births,
        count(DISTINCT sex_stated) AS sexes
    FROM numbered
    GROUP BY number
)

SELECT numbered.mention, numbered.number, numbered.name_key,
    CASE
        WHEN counted.names = 1 AND counted.births <= 1 AND counted.sexes <= 1 THEN 'plain'
        WHEN counted.records <= {records_per_number} THEN 'contested'
        ELSE 'crowded'
    END AS kind
FROM numbered
INNER JOIN counted ON counted.number = numbered.number
