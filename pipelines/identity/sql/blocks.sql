-- One key table for all blocking rules, one join: pairs that share any key, one side of which is still without a certain partner.
-- Every key carries its rule's name, so keys of different rules never meet.
WITH joined AS (
    SELECT mentions.*, cells.cell, cells.number,
        cells.number IS NULL OR count(*) OVER (PARTITION BY cells.cell) = 1 AS residue,
        name_forms.folded, name_forms.sounds, substr(name_forms.folded, 1, 1) AS surname,
        coalesce(mentions.id_no_18, CASE WHEN chars(mentions.id_no) >= 14 AND mentions.id_state <> 'lost_digits' THEN mentions.id_no END)
            AS digits
    FROM mentions
    INNER JOIN cells ON cells.mention = mentions.mention
    INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
),

keyed AS (
    SELECT mention, cell, residue, 'name, birth|' || folded || '|' || iso_text(birth_date) AS key FROM joined WHERE birth_date IS NOT NULL
    UNION ALL
    SELECT mention, cell, residue, 'sound, birth|' || sounds || '|' || iso_text(birth_date) FROM joined WHERE birth_date IS NOT NULL
    UNION ALL
    SELECT mention, cell, residue, 'case|' || case_no_key FROM joined WHERE case_no_key IS NOT NULL
    UNION ALL
    SELECT mention, cell, residue, 'name, effective|' || folded || '|' || iso_text(effective_date)
    FROM joined WHERE effective_date IS NOT NULL
    UNION ALL
    -- one slip leaves the first nine or the last eight characters of a number whole
    SELECT mention, cell, residue, 'sound, number start|' || sounds || '|' || substr(digits, 1, 9)
    FROM joined WHERE digits IS NOT NULL
    UNION ALL
    SELECT mention, cell, residue, 'sound, number end|' || sounds || '|' || substr(digits, chars(digits) - 7, 8)
    FROM joined WHERE digits IS NOT NULL
    UNION ALL
    SELECT mention, cell, residue, 'surname, birth, number end|' || surname || '|' || iso_text(birth_date) || '|' || substr(digits, chars(digits) - 3, 4)
    FROM joined WHERE digits IS NOT NULL AND birth_date IS NOT NULL
    UNION ALL
    SELECT mention, cell, residue, 'surname, birth, number start|' || surname || '|' || iso_text(birth_date) || '|' || substr(digits, 1, 6)
    FROM joined WHERE digits IS NOT NULL AND birth_date IS NOT NULL
    UNION ALL
    SELECT mention, cell, residue, 'document|' || id_no FROM joined WHERE id_no_18 IS NULL AND chars(id_no) >= 8
    UNION ALL
    -- a former name leads to the records under it
    SELECT joined.mention, joined.cell, joined.residue, 'name, birth|' || former.folded || '|' || iso_text(joined.birth_date)
    FROM joined
    INNER JOIN name_forms AS former ON former.name_key = joined.former_name_key
    WHERE joined.birth_date IS NOT NULL
),

asked AS (SELECT DISTINCT key FROM keyed WHERE residue),

small AS (
    SELECT keyed.key FROM keyed INNER JOIN asked ON asked.key = keyed.key
    GROUP BY keyed.key HAVING count(*) BETWEEN 2 AND {records_per_block}
),

kept AS (SELECT keyed.mention, keyed.cell, keyed.residue, keyed.key FROM keyed INNER JOIN small ON small.key = keyed.key)

SELECT DISTINCT least(x.mention, y.mention) AS a, greatest(x.mention, y.mention) AS b
FROM kept AS x
INNER JOIN kept AS y ON x.key = y.key
INNER JOIN cells AS cell_x ON cell_x.mention = x.mention
INNER JOIN cells AS cell_y ON cell_y.mention = y.mention
WHERE x.residue AND x.cell <> y.cell AND coalesce(cell_x.number <> cell_y.number, TRUE)
