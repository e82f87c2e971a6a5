-- Every record with a valid number (a replaced one under its new number), and whether all who carry the number agree.
-- 'plain': one name, no two birth dates, sexes, or defendants of one case, nobody told apart by a person · 'contested': to be compared · 'crowded': too many to compare
WITH numbered AS (
    SELECT mentions.mention, coalesce(roots.id_root, mentions.id_no_18) AS number, mentions.name_key,
        mentions.birth_stated, mentions.sex_stated,
        CASE WHEN mentions.defendant_no IS NOT NULL THEN mentions.case_no_key END AS case_as_defendant,
        mentions.case_no_key || '~' || CAST(mentions.defendant_no AS VARCHAR) AS defendant,
        CASE WHEN mentions.mention IN (SELECT a FROM decided_apart UNION SELECT b FROM decided_apart) THEN 1 ELSE 0 END AS told_apart
    FROM mentions
    LEFT JOIN roots ON roots.mention = mentions.mention
    WHERE mentions.id_no_18 IS NOT NULL
),

counted AS (
    SELECT number, count(*) AS records, count(DISTINCT name_key) AS names, count(DISTINCT birth_stated) AS births,
        count(DISTINCT sex_stated) AS sexes, count(DISTINCT case_as_defendant) AS cases, count(DISTINCT defendant) AS defendants,
        max(told_apart) AS told_apart
    FROM numbered
    GROUP BY number
)

SELECT numbered.mention, numbered.number, numbered.name_key,
    CASE
        WHEN counted.names = 1 AND counted.births <= 1 AND counted.sexes <= 1
            AND counted.defendants <= counted.cases AND counted.told_apart = 0 THEN 'plain'
        WHEN counted.records <= {records_per_number} OR counted.told_apart = 1 THEN 'contested'
        ELSE 'crowded'
    END AS kind
FROM numbered
INNER JOIN counted ON counted.number = numbered.number
