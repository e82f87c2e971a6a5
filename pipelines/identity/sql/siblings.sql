-- Records under a contested number whose name somebody with another valid number bears: with the same birth date; firm where that is the
-- population register's word, or, in the same case, that of two records under the other number (one alone may be the same person's,
-- typed with somebody else's number), and where the register does not list that very name under the contested number.
WITH asked AS (
    SELECT DISTINCT name_forms.folded
    FROM numbers
    INNER JOIN name_forms ON name_forms.name_key = numbers.name_key
    WHERE numbers.kind = 'contested'
),

named AS (
    SELECT mentions.mention, mentions.dataset_bit, name_forms.folded, mentions.birth_date, mentions.case_no_key,
        numbers.number, numbers.kind
    FROM mentions
    INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
    INNER JOIN asked ON asked.folded = name_forms.folded
    INNER JOIN numbers ON numbers.mention = mentions.mention
    UNION ALL
    SELECT 0, dataset_bit, folded, birth_date, NULL, number, 'elsewhere' FROM named_elsewhere WHERE number IS NOT NULL
),

listed AS (SELECT DISTINCT number, folded FROM named WHERE dataset_bit = 16 AND kind = 'contested'),

in_case AS (
    SELECT contested.mention, contested.number AS contested_number, other.number, other.folded
    FROM named AS contested
    INNER JOIN named AS other
        ON other.folded = contested.folded AND other.case_no_key = contested.case_no_key AND other.number <> contested.number
    WHERE contested.kind = 'contested'
),

seconded AS (
    SELECT number, folded FROM named WHERE kind <> 'elsewhere' AND number IN (SELECT number FROM in_case)
    GROUP BY number, folded HAVING count(*) > 1
),

met AS (
    SELECT contested.mention, CASE WHEN other.dataset_bit = 16 AND listed.number IS NULL THEN 1 ELSE 0 END AS firm
    FROM named AS contested
    INNER JOIN named AS other
        ON other.folded = contested.folded AND other.birth_date = contested.birth_date AND other.number <> contested.number
    LEFT JOIN listed ON listed.number = contested.number AND listed.folded = contested.folded
    WHERE contested.kind = 'contested'
    UNION ALL
    SELECT in_case.mention, CASE WHEN listed.number IS NULL THEN 1 ELSE 0 END
    FROM in_case
    INNER JOIN seconded ON seconded.number = in_case.number AND seconded.folded = in_case.folded
    LEFT JOIN listed ON listed.number = in_case.contested_number AND listed.folded = in_case.folded
)

SELECT mention, max(firm) = 1 AS firm FROM met GROUP BY mention
