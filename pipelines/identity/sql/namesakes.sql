-- Cases two of whose defendants bear one name, or names that sound alike and no two birth dates: there case number and name do not tell
-- who is meant.
SELECT mentions.case_no_key, name_forms.sounds_id
FROM mentions
INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
WHERE mentions.case_no_key IS NOT NULL AND mentions.defendant_no IS NOT NULL
GROUP BY mentions.case_no_key, name_forms.sounds_id
HAVING min(mentions.defendant_no) < max(mentions.defendant_no)
    AND (count(DISTINCT name_forms.folded_id) < count(DISTINCT mentions.defendant_no)
        OR count(DISTINCT mentions.birth_stated) < count(DISTINCT mentions.defendant_no))
