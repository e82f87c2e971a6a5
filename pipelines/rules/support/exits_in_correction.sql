-- Exits of the country during correction, one row per person and day. `explanation`: why it was not this person;
-- `not_provable`: the register does not show that the term had begun, or still ran; null where neither is so.
WITH exits AS (
    SELECT
        crossing.record_id,
        traces.person_id,
        crossing.id_no_18,
        crossing.person_name_key,
        crossing.crossed_at,
        day_of(crossing.crossed_at) AS left_on
    FROM police_border AS crossing
    CROSS JOIN parameters
    INNER JOIN traces ON traces.id_no_18 = crossing.id_no_18
    WHERE crossing.direction = 'exit' AND day_of(crossing.crossed_at) <= parameters.night
),
terms AS (
    SELECT
        register.record_id,
        person.person_id,
        register.county,
        register.case_no,
        register.correction_type,
        register.end_date,
        register.id_no_18,
        register.person_name_key,
        register.former_name_key,
        COALESCE(register.start_date, register.effective_date, register.reported_date, register.received_date) AS first_day,
        -- who is discharged that day may leave that day; who has ended, and nobody says when, was in correction on no day
        -- that could be named
        CASE
            WHEN reach.covered_to IS NULL THEN NULL
            WHEN register.ended_date <= parameters.night
                THEN LEAST(add_days(register.ended_date, -1), COALESCE(register.end_date, register.ended_date))
            WHEN register.status IN ('in_correction', 'not_reported')
                THEN LEAST(reach.covered_to, parameters.night, COALESCE(register.end_date, parameters.night))
        END AS last_day,
        -- the same for a register that reached the night, or said when the term was ended
        CASE
            WHEN register.ended_date <= parameters.night
                THEN LEAST(add_days(register.ended_date, -1), COALESCE(register.end_date, register.ended_date))
            ELSE LEAST(parameters.night, COALESCE(register.end_date, parameters.night))
        END AS last_day_possible,
        COALESCE(register.status IN ('in_correction', 'not_reported') OR register.ended_date <= parameters.night, FALSE) AS end_known,
        COALESCE(register.reported_date, register.received_date) AS received_on
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = register.record_id
    LEFT JOIN reach ON reach.dataset = 'justice.register' AND reach.county = COALESCE(register.county, '')
    WHERE EXISTS (SELECT 1 FROM exits WHERE exits.person_id = person.person_id)
),
during AS (
    SELECT
        exits.record_id,
        exits.person_id,
        exits.crossed_at,
        exits.left_on,
        exits.id_no_18 AS border_id,
        terms.record_id AS register_record,
        terms.county,
        terms.case_no,
        terms.correction_type,
        terms.first_day,
        terms.end_date,
        COALESCE(terms.id_no_18 = exits.id_no_18, FALSE) AS exact,
        -- a name the register does not know, on a number it knows
        COALESCE(exits.person_name_key <> terms.person_name_key, FALSE)
        AND COALESCE(exits.person_name_key <> terms.former_name_key, TRUE) AS other_name,
        CASE
            WHEN terms.first_day IS NULL THEN 'clock_unknown'
            WHEN NOT terms.end_known THEN 'end_unknown'
            WHEN COALESCE(exits.left_on > terms.last_day, TRUE) THEN 'not_covered'
        END AS not_provable,
        -- the county that had the person on that day
        ROW_NUMBER() OVER (
            PARTITION BY exits.record_id
            ORDER BY
                CASE WHEN exits.left_on BETWEEN terms.first_day AND terms.last_day THEN 0 ELSE 1 END,
                CASE WHEN terms.received_on <= exits.left_on THEN 0 ELSE 1 END,
                terms.received_on DESC,
                terms.record_id
        ) AS place
    FROM exits
    INNER JOIN terms
        ON terms.person_id = exits.person_id
        AND COALESCE(exits.left_on >= terms.first_day, TRUE)
        AND exits.left_on <= terms.last_day_possible
),
-- several records of one day are one crossing
once AS (
    SELECT
        during.*,
        ROW_NUMBER() OVER (
            PARTITION BY during.person_id, during.left_on
            ORDER BY CASE WHEN during.not_provable IS NULL THEN 0 ELSE 1 END, during.crossed_at, during.record_id
        ) AS crossing
    FROM during
    WHERE during.place = 1
)
SELECT
    once.record_id,
    once.person_id,
    once.crossed_at,
    once.left_on,
    once.register_record,
    once.county,
    once.case_no,
    once.correction_type,
    once.first_day,
    once.end_date,
    once.exact,
    once.other_name,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM deaths
            WHERE deaths.person_id = once.person_id AND deaths.died_on < once.left_on
        ) THEN 'died'
        -- the first and the last day of a stay leave room for a journey
        WHEN EXISTS (
            SELECT 1 FROM restraints
            WHERE restraints.person_id = once.person_id
                AND once.left_on > restraints.from_day
                AND once.left_on < restraints.to_day
        ) THEN 'custody'
    END AS explanation,
    once.not_provable
FROM once
WHERE once.crossing = 1
