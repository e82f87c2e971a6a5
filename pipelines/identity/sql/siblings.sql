-- Records under a contested number whose name and birth date somebody with another valid number bears.
WITH named AS (
    SELECT mentions.mention, name_forms.folded, mentions.birth_date, numbers.number, numbers.kind
    FROM mentions
    INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
    INNER JOIN numbers ON numbers.mention = mentions.mention
    WHERE mentions.birth_date IS NOT NULL
    UNION ALL
    SELECT 0, folded, birth_date, number, 'elsewhere' FROM numbered_elsewhere
)

SELECT DISTINCT contested.mention
FROM named AS contested
INNER JOIN named AS other
    ON other.folded = contested.folded AND other.birth_date = contested.birth_date AND other.number <> contested.number
WHERE contested.kind = 'contested'
ORDER BY contested.mention
