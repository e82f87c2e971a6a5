-- The rows of stated (stated.sql), with since when each record is known (known: record_id, first_day) and the first record, no longer delivered, that made the same
-- claim (valid number and name): its person takes over that record's id. Without history a record counts as known for ever.
-- *_stated is what the record itself says; birth_date and sex fall back on a valid number's own digits.
SELECT
    stated.record_id, stated.dataset_bit, stated.name, stated.name_key, stated.former_name_key,
    stated.sex_stated, stated.birth_stated,
    coalesce(
        stated.sex_stated,
        CASE WHEN substr(stated.id_no_18, 17, 1) IN ('1', '3', '5', '7', '9') THEN 'male' WHEN stated.id_no_18 IS NOT NULL THEN 'female' END
    ) AS sex,
    coalesce(
        stated.birth_stated,
        TRY_CAST(
            substr(stated.id_no_18, 7, 4) || '-' || substr(stated.id_no_18, 11, 2) || '-' || substr(stated.id_no_18, 13, 2) AS DATE
        )
    ) AS birth_date,
    stated.id_no, stated.id_no_18, stated.id_state, stated.former_id_18, stated.case_no_key, stated.defendant_no, stated.county,
    stated.effective_date, coalesce(known.first_day, DATE '1970-01-01') AS first_day, vanished.code AS former
FROM stated
LEFT JOIN known ON known.record_id = stated.record_id
LEFT JOIN vanished
    ON vanished.claim = CASE WHEN stated.id_no_18 IS NOT NULL THEN substr(md5(stated.id_no_18 || '|' || stated.name_key), 1, 16) END
