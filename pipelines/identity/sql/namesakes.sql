-- Cases two of whose defendants bear one name, or names that sound alike and no two birth dates: there case number and name do not tell
-- who is meant.
WITH defendants AS (
    SELECT mentions.case_no_key, name_forms.sounds_id, name_forms.folded_id, mentions.defendant_no, mentions.birth_stated
    FROM mentions
    INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
    WHERE mentions.case_no_key IS NOT NULL AND mentions.defendant_no IS NOT NULL
),

-- few, so that what is counted of them costs nothing
of_two AS (
    SELECT case_no_key, sounds_id FROM defendants
    GROUP BY case_no_key, sounds_id HAVING min(defendant_no) < max(defendant_no)
)

SELECT defendants.case_no_key, defendants.sounds_id
FROM defendants
INNER JOIN of_two ON of_two.case_no_key = defendants.case_no_key AND of_two.sounds_id = defendants.sounds_id
GROUP BY defendants.case_no_key, defendants.sounds_id
HAVING count(DISTINCT defendants.folded_id) < count(DISTINCT defendants.defendant_no)
    OR count(DISTINCT defendants.birth_stated) < count(DISTINCT defendants.defendant_no)
