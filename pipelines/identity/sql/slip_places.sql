-- Where each record in slip_members stands, and its valid number (a replaced one under its new number).
SELECT DISTINCT mentions.mention, mentions.dataset_bit, mentions.case_no_key, mentions.effective_date, numbers.number
FROM slip_members
INNER JOIN mentions ON mentions.mention = slip_members.mention
LEFT JOIN numbers ON numbers.mention = mentions.mention
ORDER BY mentions.mention
