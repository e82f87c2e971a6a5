-- One row per record that names a person, with since when it is known and the first record, no longer delivered, that made the same
-- claim (valid number and name): its person takes over that record's id. Without history a record counts as known for ever.
-- dataset_bit stands for the dataset where sets of datasets are counted; *_stated is what the record itself says; birth_date and sex fall back on a valid number's own digits.
WITH named AS (
    SELECT
        record_id, 1 AS dataset_bit, person_name AS name, person_name_key AS name_key,
        CAST(NULL AS VARCHAR) AS former_name_key, sex, birth_date, id_no, id_no_18, id_no_state AS id_state,
        CAST(NULL AS VARCHAR) AS former_id_18, case_no_key, defendant_no,
        coalesce(household_county, execution_county) AS county, effective_date
    FROM court_sentences
    UNION ALL
    SELECT
        record_id, 2, person_name, person_name_key,
        NULL, NULL, NULL, id_no, id_no_18, id_no_state,
        NULL, original_case_no_key, NULL, NULL, NULL
    FROM court_revocations
    UNION ALL
    SELECT
        record_id, 4, person_name, person_name_key,
        former_name_key, sex, birth_date, id_no, id_no_18, id_no_state,
        NULL, case_no_key, NULL, coalesce(household_county, county),
        -- correction starts when the decision takes effect: where the register left one out, the other tells the same
        coalesce(effective_date, start_date)
    FROM justice_register
    UNION ALL
    SELECT
        record_id, 8, person_name, person_name_key,
        NULL, sex, birth_date, id_no, id_no_18, id_no_state,
        NULL, original_case_no_key, NULL, execution_county, NULL
    FROM justice_prison_releases
    UNION ALL
    SELECT
        record_id, 16, person_name, person_name_key,
        former_name_key, sex, birth_date, id_no, id_no_18, id_no_state,
        former_id_no_18, NULL, NULL, household_county, NULL
    FROM police_population
    UNION ALL
    SELECT
        record_id, 32, person_name, person_name_key,
        NULL, NULL, NULL, id_no, id_no_18, id_no_state,
        NULL, NULL, NULL, NULL, NULL
    FROM police_custody
    UNION ALL
    SELECT
        record_id, 64, person_name, person_name_key,
        NULL, NULL, NULL, id_no, id_no_18, id_no_state,
        NULL, NULL, NULL, NULL, NULL
    FROM police_penalties
),

stated AS (
    SELECT
        record_id, dataset_bit, name, coalesce(name_key, name, '') AS name_key, nullif(former_name_key, '') AS former_name_key,
        CASE WHEN sex IN ('male', 'female') THEN sex END AS sex_stated,
        birth_date AS birth_stated,
        nullif(id_no, '') AS id_no, nullif(id_no_18, '') AS id_no_18, id_state,
        nullif(former_id_18, '') AS former_id_18, nullif(case_no_key, '') AS case_no_key, defendant_no, county,
        effective_date
    FROM named
)

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
    stated.effective_date, coalesce(seen.first_day, DATE '1970-01-01') AS first_day, vanished.code AS former
FROM stated
LEFT JOIN seen ON seen.record_id = stated.record_id
LEFT JOIN vanished
    ON vanished.claim = CASE WHEN stated.id_no_18 IS NOT NULL THEN substr(md5(stated.id_no_18 || '|' || stated.name_key), 1, 16) END
