-- What records are compared by, for those in candidates(a, b).
WITH involved AS (SELECT a AS mention FROM candidates UNION SELECT b FROM candidates)

SELECT mentions.mention, mentions.dataset_bit = 16 AS in_population,
    mentions.name, mentions.name_key, name_forms.folded_id, marks.former_folded_id,
    mentions.id_no_18 AS valid, marks.id_root AS replaced_by,
    mentions.id_no_18 IS NOT NULL AND coalesce(marks.stray, 0) = 1 AS stray,
    -- what stands in the place of the number where it is not the valid number itself;
    -- one character over and over stands in the place of a number and says nothing
    CASE
        WHEN mentions.id_no = mentions.id_no_18 OR mentions.id_state = 'lost_digits' OR chars(replace(mentions.id_no, substr(mentions.id_no, 1, 1), '')) < 4 THEN NULL
        ELSE mentions.id_no
    END AS written_otherwise, coalesce(mentions.id_no = mentions.id_no_18, FALSE) AS written_so,
    coalesce(mentions.id_state = 'other_document', FALSE) AS other_document,
    mentions.birth_date, mentions.birth_stated, mentions.sex, mentions.sex_stated,
    mentions.case_no_key, mentions.defendant_no, coalesce(marks.with_namesake, 0) = 1 AS with_namesake,
    mentions.county, mentions.effective_date
FROM mentions
INNER JOIN involved ON involved.mention = mentions.mention
INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
LEFT JOIN marks ON marks.mention = mentions.mention
