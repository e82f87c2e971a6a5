-- One mention per record that names a person, numbered in the order of record ids.
-- dataset_bit stands for the dataset where sets of datasets are counted; *_stated is what the record itself says; birth_date and sex fall back on a valid number's own digits.
WITH named AS (
    SELECT
        record_id, 'court' AS source, 'court.sentences' AS dataset, 1 AS dataset_bit, person_name AS name, person_name_key AS name_key,
        CAST(NULL AS VARCHAR) AS former_name_key, sex, birth_date, id_no, id_no_18, id_no_state AS id_state,
        CAST(NULL AS VARCHAR) AS former_id_18, case_no_key, defendant_no,
        coalesce(household_county, execution_county) AS county, effective_date
    FROM court_sentences
    UNION ALL
    SELECT
        record_id, 'court', 'court.revocations', 2, person_name, person_name_key,
        NULL, NULL, NULL, id_no, id_no_18, id_no_state,
        NULL, original_case_no_key, NULL, NULL, NULL
    FROM court_revocations
    UNION ALL
    SELECT
        record_id, 'justice', 'justice.register', 4, person_name, person_name_key,
        former_name_key, sex, birth_date, id_no, id_no_18, id_no_state,
        NULL, case_no_key, NULL, coalesce(household_county, county),
        -- correction starts when the decision takes effect: where the register left one out, the other tells the same
        coalesce(effective_date, start_date)
    FROM justice_register
    UNION ALL
    SELECT
        record_id, 'justice', 'justice.prison_releases', 8, person_name, person_name_key,
        NULL, sex, birth_date, id_no, id_no_18, id_no_state,
        NULL, original_case_no_key, NULL, execution_county, NULL
    FROM justice_prison_releases
    UNION ALL
    SELECT
        record_id, 'police', 'police.population', 16, person_name, person_name_key,
        former_name_key, sex, birth_date, id_no, id_no_18, id_no_state,
        former_id_no_18, NULL, NULL, household_county, NULL
    FROM police_population
    UNION ALL
    SELECT
        record_id, 'police', 'police.custody', 32, person_name, person_name_key,
        NULL, NULL, NULL, id_no, id_no_18, id_no_state,
        NULL, NULL, NULL, NULL, NULL
    FROM police_custody
    UNION ALL
    SELECT
        record_id, 'police', 'police.penalties', 64, person_name, person_name_key,
        NULL, NULL, NULL, id_no, id_no_18, id_no_state,
        NULL, NULL, NULL, NULL, NULL
    FROM police_penalties
),

stated AS (
    SELECT
        record_id, source, dataset, dataset_bit, name, coalesce(name_key, name, '') AS name_key, nullif(former_name_key, '') AS former_name_key,
        CASE WHEN sex IN ('male', 'female') THEN sex END AS sex_stated,
        birth_date AS birth_stated,
        nullif(id_no, '') AS id_no, nullif(id_no_18, '') AS id_no_18, id_state,
        nullif(former_id_18, '') AS former_id_18, nullif(case_no_key, '') AS case_no_key, defendant_no, county,
        effective_date
    FROM named
)

SELECT
    row_number() OVER (ORDER BY record_id) AS mention, record_id, source, dataset, dataset_bit, name, name_key, former_name_key,
    sex_stated, birth_stated,
    coalesce(
        sex_stated,
        CASE WHEN substr(id_no_18, 17, 1) IN ('1', '3', '5', '7', '9') THEN 'male' WHEN id_no_18 IS NOT NULL THEN 'female' END
    ) AS sex,
    coalesce(
        birth_stated,
        TRY_CAST(substr(id_no_18, 7, 4) || '-' || substr(id_no_18, 11, 2) || '-' || substr(id_no_18, 13, 2) AS DATE)
    ) AS birth_date,
    id_no, id_no_18, id_state, former_id_18, case_no_key, defendant_no, county, effective_date
FROM stated
