-- Every record with a valid number (a replaced one under its new number), and whether all who carry the number agree.
-- first_mention, the smallest mention that carries the number, names it where numbers are compared.
-- 'plain': one name, no two birth dates, sexes, or defendants of one case, nobody told apart by a person · 'contested': to be compared · 'crowded': too many to compare
WITH numbered AS (
    SELECT mentions.mention, coalesce(roots.id_root, mentions.id_no_18) AS number, mentions.name_key,
        mentions.birth_stated, mentions.sex_stated, mentions.case_no_key, mentions.defendant_no,
        CASE WHEN mentions.mention IN (SELECT a FROM decided_apart UNION SELECT b FROM decided_apart) THEN 1 ELSE 0 END AS told_apart
    FROM mentions
    LEFT JOIN roots ON roots.mention = mentions.mention
    WHERE mentions.id_no_18 IS NOT NULL
),

counted AS (
    SELECT number, count(*) AS records, count(defendant_no) AS defendants, min(mention) AS first_mention,
        min(name_key) < max(name_key) OR coalesce(min(birth_stated) < max(birth_stated), FALSE)
        OR coalesce(min(sex_stated) < max(sex_stated), FALSE) AS differ,
        max(told_apart) AS told_apart
    FROM numbered
    GROUP BY number
),

two_defendants AS (
    SELECT counted.first_mention
    FROM numbered
    INNER JOIN counted ON counted.number = numbered.number
    WHERE counted.defendants > 1 AND numbered.case_no_key IS NOT NULL AND numbered.defendant_no IS NOT NULL
    GROUP BY counted.first_mention, numbered.case_no_key
    HAVING min(numbered.defendant_no) < max(numbered.defendant_no)
)

SELECT numbered.mention, numbered.number, numbered.name_key, counted.first_mention,
    CASE
        WHEN NOT counted.differ AND counted.told_apart = 0
            AND counted.first_mention NOT IN (SELECT first_mention FROM two_defendants) THEN 'plain'
        WHEN counted.records <= {records_per_number} OR counted.told_apart = 1 THEN 'contested'
        ELSE 'crowded'
    END AS kind
FROM numbered
INNER JOIN counted ON counted.number = numbered.number
