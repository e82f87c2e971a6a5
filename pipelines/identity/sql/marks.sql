-- What only few records have: a number that was replaced, somebody else's number, a former name, a co-accused of the same name.
WITH marked AS (
    SELECT mention, id_root, 0 AS stray, CAST(NULL AS BIGINT) AS former_folded_id, 0 AS with_namesake FROM roots
    UNION ALL
    SELECT mention, NULL, 1, NULL, 0 FROM strays
    UNION ALL
    SELECT mentions.mention, NULL, 0, name_forms.folded_id, 0
    FROM mentions
    INNER JOIN name_forms ON name_forms.name_key = mentions.former_name_key
    UNION ALL
    SELECT mentions.mention, NULL, 0, NULL, 1
    FROM mentions
    INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
    INNER JOIN namesakes ON namesakes.case_no_key = mentions.case_no_key AND namesakes.sounds_id = name_forms.sounds_id
)

SELECT mention, max(id_root) AS id_root, max(stray) AS stray, max(former_folded_id) AS former_folded_id,
    max(with_namesake) AS with_namesake
FROM marked
GROUP BY mention
