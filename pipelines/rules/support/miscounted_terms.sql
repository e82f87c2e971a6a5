-- Terms of probation and 管制 in the register whose first day (`field` start_date) or last day (end_date) fits no computation.
-- `explanation`: a commutation was asked for, or the linked sentence is no longer in force or of another kind, and the register
-- may follow what was decided anew. `not_provable`: an end that fits if the detention before 管制, which nobody states, was long.
WITH running AS (
    SELECT
        register.record_id,
        register.correction_no,
        register.county,
        register.case_no,
        register.correction_type,
        register.id_no_18,
        register.start_date,
        register.effective_date,
        register.end_date,
        CASE
            WHEN register.received_date <= parameters.night THEN register.received_date
            WHEN register.reported_date <= parameters.night THEN register.reported_date
            WHEN register.start_date <= parameters.night THEN register.start_date
        END AS since,
        link.sentence_record,
        link.exact,
        sentence.record_id AS sentence_in_force,
        effective.effective_date AS court_day,
        COALESCE(effective.estimated, FALSE) AS estimated
    FROM justice_register AS register
    CROSS JOIN parameters
    LEFT JOIN sentence_links AS link ON link.register_record = register.record_id
    LEFT JOIN court_sentences AS sentence
        ON sentence.record_id = link.sentence_record
        AND sentence.status = 'in_force'
        AND sentence.correction_type = register.correction_type
    LEFT JOIN effective ON effective.record_id = sentence.record_id
    WHERE register.status IN ('in_correction', 'not_reported')
        AND register.correction_type IN ('probation', 'public_surveillance')
),
-- 缓刑 runs from the day the judgment is final, whoever names that day; 管制 from the day it is carried out
wrong_starts AS (
    SELECT
        running.*,
        COALESCE(running.court_day, running.effective_date) AS computed,
        running.effective_date IS NULL AND running.estimated AS weak
    FROM running
    CROSS JOIN parameters
    WHERE running.correction_type = 'probation'
        AND running.start_date <= parameters.night
        AND COALESCE(running.court_day, running.effective_date) IS NOT NULL
        AND COALESCE(ABS(days_between(running.court_day, running.start_date)) > 1, TRUE)
        AND COALESCE(ABS(days_between(running.effective_date, running.start_date)) > 1, TRUE)
),
-- a last day is wrong where it fits none of the computations
fitting AS (
    SELECT
        running.record_id,
        -- nobody says how long the detention before 管制 was: an earlier end may fit
        MAX(CASE WHEN computed_ends.first_end IS NULL AND running.end_date < add_days(computed_ends.last_end, -1) THEN 0 ELSE 1 END)
            = 1 AS surely
    FROM running
    INNER JOIN computed_ends
        ON computed_ends.register_record = running.record_id
        AND running.end_date <= add_days(computed_ends.last_end, 1)
        AND (computed_ends.first_end IS NULL OR running.end_date >= add_days(computed_ends.first_end, -1))
    GROUP BY running.record_id
),
own_computation AS (
    SELECT
        computed_ends.*,
        ROW_NUMBER() OVER (
            PARTITION BY computed_ends.register_record
            ORDER BY
                CASE computed_ends.basis WHEN 'register' THEN 0 WHEN 'court' THEN 1 ELSE 2 END,
                computed_ends.start_day,
                computed_ends.months,
                computed_ends.days
        ) AS place
    FROM computed_ends
),
wrong_ends AS (
    SELECT
        running.*,
        own_computation.first_end,
        own_computation.last_end,
        own_computation.arithmetic,
        own_computation.basis <> 'register' AND own_computation.estimated AS weak,
        fitting.record_id IS NOT NULL AS perhaps_fitting
    FROM running
    INNER JOIN own_computation ON own_computation.register_record = running.record_id AND own_computation.place = 1
    LEFT JOIN fitting ON fitting.record_id = running.record_id
    WHERE running.end_date IS NOT NULL AND NOT COALESCE(fitting.surely, FALSE)
),
wrong AS (
    SELECT
        wrong_starts.record_id,
        'start_date' AS field,
        wrong_starts.correction_no,
        wrong_starts.county,
        wrong_starts.case_no,
        wrong_starts.correction_type,
        wrong_starts.id_no_18,
        wrong_starts.since,
        wrong_starts.sentence_record,
        wrong_starts.sentence_in_force,
        wrong_starts.exact,
        wrong_starts.weak,
        wrong_starts.start_date AS stated,
        wrong_starts.computed AS first_day,
        wrong_starts.computed AS last_day,
        CAST(NULL AS VARCHAR) AS arithmetic,
        FALSE AS perhaps_fitting
    FROM wrong_starts
    UNION ALL
    SELECT
        wrong_ends.record_id,
        'end_date' AS field,
        wrong_ends.correction_no,
        wrong_ends.county,
        wrong_ends.case_no,
        wrong_ends.correction_type,
        wrong_ends.id_no_18,
        wrong_ends.since,
        wrong_ends.sentence_record,
        wrong_ends.sentence_in_force,
        wrong_ends.exact,
        wrong_ends.weak,
        wrong_ends.end_date AS stated,
        wrong_ends.first_end AS first_day,
        wrong_ends.last_end AS last_day,
        wrong_ends.arithmetic,
        wrong_ends.perhaps_fitting
    FROM wrong_ends
)
SELECT
    wrong.*,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM justice_sanctions AS petition
            WHERE petition.correction_no = wrong.correction_no
                AND petition.kind = 'petition_commutation'
                AND petition.decided_date <= parameters.night
        ) THEN 'commutation'
        WHEN wrong.sentence_record IS NOT NULL AND wrong.sentence_in_force IS NULL THEN 'decided_anew'
    END AS explanation,
    CASE WHEN wrong.perhaps_fitting THEN 'detention_unknown' END AS not_provable
FROM wrong
CROSS JOIN parameters
