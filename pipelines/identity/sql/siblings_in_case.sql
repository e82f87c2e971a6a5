-- Records under a contested number whose name somebody of the same case bears who does not stand under that number: with another
-- valid one, one that is not valid, or none.
WITH named AS (
    SELECT mentions.mention, name_forms.folded_id, mentions.case_no_key, numbers.first_mention, numbers.kind
    FROM mentions
    INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
    LEFT JOIN numbers ON numbers.mention = mentions.mention
    WHERE mentions.case_no_key IS NOT NULL
)

SELECT DISTINCT contested.mention
FROM named AS contested
INNER JOIN named AS other
    ON other.case_no_key = contested.case_no_key AND other.folded_id = contested.folded_id
WHERE contested.kind = 'contested' AND coalesce(other.first_mention <> contested.first_mention, TRUE)
ORDER BY contested.mention
