-- Pairs of register rows in correction of one person and one case in two counties, each pair once. `explanation`: a transfer between
-- the two is under way or was just received. `not_provable`: the register does not reach long enough beyond the later one.
WITH open_files AS (
    SELECT
        register.record_id,
        person.person_id,
        register.correction_no,
        register.county,
        register.case_no,
        NULLIF(register.case_no_key, '') AS case_no_key,
        register.correction_type,
        register.id_no_18,
        register.start_date,
        register.end_date,
        -- the day from which this file was there to be seen
        CASE
            WHEN register.received_date <= parameters.night THEN register.received_date
            WHEN register.reported_date <= parameters.night THEN register.reported_date
            WHEN register.start_date <= parameters.night THEN register.start_date
        END AS opened_on,
        reach.covered_to
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = register.record_id
    LEFT JOIN reach ON reach.dataset = 'justice.register' AND reach.county = register.county
    WHERE register.status = 'in_correction'
        AND NOT COALESCE(register.ended_date <= parameters.night, FALSE)
),
two_files AS (
    SELECT
        first_file.record_id AS record_a,
        second_file.record_id AS record_b,
        first_file.county AS county_a,
        second_file.county AS county_b,
        COALESCE(first_file.case_no, second_file.case_no) AS case_no,
        first_file.correction_type,
        GREATEST(first_file.opened_on, second_file.opened_on) AS both_from,
        first_file.correction_no AS correction_a,
        second_file.correction_no AS correction_b,
        CASE WHEN first_file.id_no_18 = second_file.id_no_18 THEN 0 ELSE 1 END AS weak_identity,
        CASE WHEN first_file.case_no_key = second_file.case_no_key THEN 0 ELSE 1 END AS weak_case,
        -- both counties have been heard of since, long enough to close the older file
        COALESCE(
            first_file.covered_to IS NOT NULL
            AND second_file.covered_to IS NOT NULL
            AND LEAST(first_file.covered_to, second_file.covered_to)
            >= add_days(GREATEST(first_file.opened_on, second_file.opened_on), parameters.register_grace_days),
            FALSE
        ) AS proven
    FROM open_files AS first_file
    CROSS JOIN parameters
    INNER JOIN open_files AS second_file
        ON second_file.person_id = first_file.person_id
        AND second_file.county <> first_file.county
        AND second_file.record_id > first_file.record_id
        AND (
            second_file.case_no_key = first_file.case_no_key
            -- where one names no case, kind and start of the term have to agree
            OR (
                (second_file.case_no_key IS NULL OR first_file.case_no_key IS NULL)
                AND second_file.correction_type = first_file.correction_type
                AND ABS(days_between(second_file.start_date, first_file.start_date)) <= 1
            )
        )
    WHERE first_file.opened_on IS NOT NULL
        AND second_file.opened_on IS NOT NULL
        -- a term that was over when the other began does not overlap
        AND COALESCE(first_file.end_date >= second_file.opened_on, TRUE)
        AND COALESCE(second_file.end_date >= first_file.opened_on, TRUE)
),
-- on the way from one county to the other, or just received there
moving AS (
    SELECT DISTINCT two_files.record_a, two_files.record_b
    FROM two_files
    CROSS JOIN parameters
    INNER JOIN justice_transfers AS transfer
        ON transfer.correction_no = two_files.correction_a OR transfer.correction_no = two_files.correction_b
    WHERE transfer.decided_date <= parameters.night
        AND (
            (transfer.from_county = two_files.county_a AND transfer.to_county = two_files.county_b)
            OR (transfer.from_county = two_files.county_b AND transfer.to_county = two_files.county_a)
        )
        AND (
            transfer.received_date IS NULL
            OR add_days(transfer.received_date, parameters.register_grace_days) >= parameters.night
        )
)
SELECT
    two_files.record_a,
    two_files.record_b,
    two_files.county_a,
    two_files.county_b,
    two_files.case_no,
    two_files.correction_type,
    two_files.both_from,
    two_files.weak_identity,
    two_files.weak_case,
    CASE WHEN moving.record_a IS NOT NULL THEN 'transfer' END AS explanation,
    CASE WHEN NOT two_files.proven THEN 'not_covered' END AS not_provable
FROM two_files
LEFT JOIN moving ON moving.record_a = two_files.record_a AND moving.record_b = two_files.record_b
