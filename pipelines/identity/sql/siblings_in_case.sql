-- Records under a contested number whose name somebody of the same case with another valid number bears.
WITH named AS (
    SELECT mentions.mention, name_forms.folded_id, mentions.case_no_key, numbers.number, numbers.kind
    FROM mentions
    INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
    INNER JOIN numbers ON numbers.mention = mentions.mention
    WHERE mentions.case_no_key IS NOT NULL
)

SELECT DISTINCT contested.mention
FROM named AS contested
INNER JOIN named AS other
    ON other.case_no_key = contested.case_no_key AND other.folded_id = contested.folded_id AND other.number <> contested.number
WHERE contested.kind = 'contested'
ORDER BY contested.mention
