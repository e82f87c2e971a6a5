-- One row per record that names a person: what the record itself says. dataset_bit stands for the dataset where sets of datasets are counted.
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
)

SELECT
    record_id, dataset_bit, name, coalesce(name_key, name, '') AS name_key, nullif(former_name_key, '') AS former_name_key,
    CASE WHEN sex IN ('male', 'female') THEN sex END AS sex_stated,
    birth_date AS birth_stated,
    nullif(id_no, '') AS id_no, nullif(id_no_18, '') AS id_no_18, id_state,
    nullif(former_id_18, '') AS former_id_18, nullif(case_no_key, '') AS case_no_key, defendant_no, county,
    effective_date
FROM named
