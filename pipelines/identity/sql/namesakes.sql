-- Cases two of whose defendants bear one name: there case number and name do not tell who is meant.
SELECT mentions.case_no_key, name_forms.folded_id
FROM mentions
INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
WHERE mentions.case_no_key IS NOT NULL AND mentions.defendant_no IS NOT NULL
GROUP BY mentions.case_no_key, name_forms.folded_id
HAVING min(mentions.defendant_no) < max(mentions.defendant_no)
