-- Of remembered records that are not looked at tonight: who bears a name, as it sounds, that a record looked at bears with its birth date,
-- and who bears the name of any record looked at in one of their cases. Names and numbers stand as digests in was_records.
WITH names AS (SELECT DISTINCT sounds AS text, digest(sounds) AS sounds FROM name_forms),

written AS (SELECT DISTINCT folded AS text, digest(folded) AS folded FROM name_forms),

births AS (
    SELECT DISTINCT digest(name_forms.sounds) AS sounds, mentions.birth_date
    FROM mentions
    INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
    WHERE mentions.birth_date IS NOT NULL
),

cases AS (SELECT DISTINCT case_no_key FROM mentions WHERE case_no_key IS NOT NULL),

known AS (SELECT DISTINCT id_no_18 AS text, digest(id_no_18) AS number FROM mentions WHERE id_no_18 IS NOT NULL),

met AS (
    SELECT was_records.component, was_records.dataset_bit, was_records.folded, was_records.sounds, was_records.birth_date,
        CAST(NULL AS VARCHAR) AS case_no_key, CAST(NULL AS DATE) AS effective_date, was_records.number, was_records.digits
    FROM was_records
    INNER JOIN births ON births.sounds = was_records.sounds AND births.birth_date = was_records.birth_date
    UNION ALL
    SELECT was_records.component, was_records.dataset_bit, was_records.folded, was_records.sounds, NULL,
        was_records.case_no_key, was_records.effective_date, was_records.number, was_records.digits
    FROM was_records
    INNER JOIN cases ON cases.case_no_key = was_records.case_no_key
)

-- a number that no record looked at bears is another than any of theirs, whatever it is
SELECT met.dataset_bit, written.text AS folded, names.text AS sounds, met.birth_date, met.case_no_key, met.effective_date,
    coalesce(known.text, '#' || CAST(met.number AS VARCHAR)) AS number,
    CASE WHEN met.number IS NULL THEN met.digits END AS digits
FROM met
INNER JOIN names ON names.sounds = met.sounds
LEFT JOIN written ON written.folded = met.folded
LEFT JOIN known ON known.number = met.number
WHERE met.component NOT IN (SELECT component FROM chosen)
