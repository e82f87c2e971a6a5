-- What the blocking rules make keys of. residue = 1: a record still without a certain partner.
WITH sizes AS (SELECT cell, count(*) AS records FROM cells GROUP BY cell)

SELECT mentions.mention, cells.cell, cells.number,
    CASE WHEN cells.number IS NULL OR sizes.records = 1 THEN 1 ELSE 0 END AS residue,
    name_forms.folded_id, name_forms.sounds_id, substr(name_forms.folded, 1, 1) AS surname, former.folded_id AS former_folded_id,
    mentions.birth_date, mentions.effective_date, mentions.case_no_key,
    coalesce(mentions.id_no_18, CASE WHEN chars(mentions.id_no) >= 14 AND mentions.id_state <> 'lost_digits' THEN mentions.id_no END)
        AS digits,
    CASE WHEN mentions.id_no_18 IS NULL AND chars(mentions.id_no) >= 8 THEN mentions.id_no END AS document
FROM mentions
INNER JOIN cells ON cells.mention = mentions.mention
INNER JOIN sizes ON sizes.cell = cells.cell
INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
LEFT JOIN name_forms AS former ON former.name_key = mentions.former_name_key
