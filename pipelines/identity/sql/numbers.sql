-- Every record with a valid number (a replaced one under its new number), and whether all who carry the number agree.
-- 'plain': one name, no two birth dates, sexes, or defendants of one case, nobody told apart by a person · 'contested': to be compared · 'crowded': too many to compare
WITH numbered AS (
    SELECT mentions.mention, coalesce(roots.id_root, mentions.id_no_18) AS number, mentions.name_key,
        mentions.birth_stated, mentions.sex_stated, mentions.case_no_key, mentions.defendant_no,
        CASE WHEN mentions.mention IN (SELECT a FROM decided_apart UNION SELECT b FROM decided_apart) THEN 1 ELSE 0 END AS told_apart
    FROM mentions
    LEFT JOIN roots ON roots.mention = mentions.mention
    WHERE mentions.id_no_18 IS NOT NULL
),

two_defendants AS (
    SELECT number FROM numbered
    WHERE case_no_key IS NOT NULL AND defendant_no IS NOT NULL
    GROUP BY number, case_no_key
    HAVING min(defendant_no) < max(defendant_no)
),

counted AS (
    SELECT number, count(*) AS records, min(mention) AS first_mention,
        min(name_key) < max(name_key) OR coalesce(min(birth_stated) < max(birth_stated), FALSE)
        OR coalesce(min(sex_stated) < max(sex_stated), FALSE) AS differ,
        max(told_apart) AS told_apart
    FROM numbered
    GROUP BY number
)

SELECT numbered.mention, numbered.number, numbered.name_key, counted.first_mention,
    CASE
        WHEN NOT counted.differ AND counted.told_apart = 0
            AND numbered.number NOT IN (SELECT number FROM two_defendants) THEN 'plain'
        WHEN counted.records <= {records_per_number} OR counted.told_apart = 1 THEN 'contested'
        ELSE 'crowded'
    END AS kind
FROM numbered
INNER JOIN counted ON counted.number = numbered.number
