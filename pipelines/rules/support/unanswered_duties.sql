-- The duties of sanction_duties that nobody answered in time although the days of grace are over by the night.
-- `explanation`: what else ended the matter (death, prosecution for another crime, the term), or an answer booked
-- elsewhere; `not_provable`: the data do not reach far enough to show an answer (rules §1: the due day and the days
-- of grace), or the term; null where neither is so. A breach before the thirty days are over moves them; one after
-- them leaves the duty unanswered but may still be answered.
WITH timed AS (
    SELECT
        duty.*,
        CASE WHEN duty.further_on <= duty.first_due THEN GREATEST(duty.first_due, duty.further_due) ELSE duty.first_due END AS due_day,
        CASE
            WHEN duty.further_on <= duty.first_due AND duty.further_due > duty.first_due THEN duty.further_arithmetic
            ELSE duty.first_arithmetic
        END AS due_arithmetic,
        GREATEST(duty.first_due, COALESCE(duty.further_due, duty.first_due)) AS answer_until,
        -- null: nobody knows how far one of the two reaches
        CASE
            WHEN sanctions_reach.covered_to IS NOT NULL AND court_reach.covered_to IS NOT NULL
                THEN LEAST(sanctions_reach.covered_to, court_reach.covered_to, parameters.night)
        END AS seen_on,
        corrections.county,
        corrections.correction_type,
        parameters.night,
        parameters.register_grace_days
    FROM sanction_duties AS duty
    CROSS JOIN parameters
    INNER JOIN corrections ON corrections.record_id = duty.register_record
    LEFT JOIN reach AS sanctions_reach
        ON sanctions_reach.dataset = 'justice.sanctions' AND sanctions_reach.county = COALESCE(corrections.county, '')
    LEFT JOIN reach AS court_reach
        ON court_reach.dataset = 'court.revocations' AND court_reach.county = COALESCE(corrections.county, '')
),
due AS (
    SELECT timed.*
    FROM timed
    WHERE timed.night >= add_days(timed.due_day, timed.register_grace_days)
),
-- every reaction of the person that may concern the duty
met AS (
    SELECT
        due.ground,
        due.record_1,
        reactions.record_id,
        reactions.kind,
        reactions.decided_on,
        reactions.weight,
        reactions.weight >= due.weight_due AS adequate,
        COALESCE(reactions.decided_on <= due.answer_until, TRUE) AS in_time,
        own.course = due.course AS of_the_course
    FROM due
    INNER JOIN reactions ON reactions.person_id = due.person_id
    LEFT JOIN corrections AS own ON own.record_id = reactions.register_record
    WHERE reactions.record_id <> due.record_1
        AND reactions.record_id <> COALESCE(due.record_2, '')
        AND (
            -- a petition not yet refused stands for all conduct until it is decided
            (reactions.weight = 3 AND COALESCE(reactions.refused_on >= due.clock_on, TRUE))
            OR (
                reactions.weight < 3
                AND reactions.decided_on >= due.from_on
                AND COALESCE(reactions.behaviour_on >= due.behaviour_from, TRUE)
                AND COALESCE(reactions.behaviour_on <= due.behaviour_to, TRUE)
            )
        )
        -- an offence is answered whatever case the answer is booked under
        AND (due.ground = 'offence' OR COALESCE(reactions.case_no_key = due.case_no_key, TRUE))
),
answered AS (
    SELECT
        met.ground,
        met.record_1,
        MAX(CASE WHEN met.of_the_course THEN 1 ELSE 0 END) = 1 AS there,
        MAX(CASE WHEN met.kind = 'petition_in_court' THEN 1 ELSE 0 END) = 1 AS in_court
    FROM met
    WHERE met.adequate AND met.in_time
    GROUP BY met.ground, met.record_1
),
answered_late AS (
    SELECT
        met.ground,
        met.record_1,
        met.record_id,
        met.decided_on,
        ROW_NUMBER() OVER (PARTITION BY met.ground, met.record_1 ORDER BY met.decided_on, met.record_id) AS place
    FROM met
    WHERE met.adequate AND NOT met.in_time
),
answered_lightly AS (
    SELECT
        met.ground,
        met.record_1,
        met.record_id,
        met.kind,
        met.decided_on,
        ROW_NUMBER() OVER (
            PARTITION BY met.ground, met.record_1 ORDER BY met.weight DESC, met.decided_on, met.record_id
        ) AS place
    FROM met
    WHERE NOT met.adequate AND met.in_time AND met.of_the_course
),
-- the course is followed to the last day any of its rows shows
courses AS (
    SELECT
        corrections.course,
        MAX(corrections.last_day) AS last_day,
        MAX(corrections.last_day_possible) AS last_day_possible
    FROM corrections
    GROUP BY corrections.course
)
SELECT
    due.ground,
    due.course,
    due.register_record,
    due.county,
    due.weight_due,
    due.since,
    due.clock_on,
    due.band,
    due.record_1,
    due.record_2,
    due.doubts,
    due.explanation AS conduct,
    due.due_day,
    due.due_arithmetic,
    -- no breach since is on file, or the agency still has time to answer it
    due.ground IN ('admonitions', 'warnings')
        AND NOT COALESCE(due.seen_on >= add_days(due.further_due, due.register_grace_days), FALSE) AS breach_unproven,
    due.further_on,
    due.further_record,
    answered_late.record_id AS late_record,
    answered_late.decided_on AS late_on,
    answered_lightly.record_id AS lighter_record,
    answered_lightly.kind AS lighter_kind,
    answered_lightly.decided_on AS lighter_on,
    -- answered, but more lightly than it asked for (P03)
    due.ground = 'admonitions'
        OR (due.ground IN ('late', 'lighter_while_out') AND answered_lightly.record_id IS NOT NULL) AS too_light,
    -- a petition was due (P04); 管制 cannot be revoked
    due.ground IN ('warnings', 'late', 'out_over_month', 'penalty_then_breach')
        AND due.weight_due = 3
        AND due.correction_type IN ('probation', 'parole', 'temporary_release') AS to_petition,
    days_between(due.due_day, COALESCE(answered_late.decided_on, due.night)) AS days,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM deaths
            WHERE deaths.person_id = due.person_id AND COALESCE(deaths.died_on <= due.due_day, TRUE)
        ) THEN 'died'
        -- prosecuted for another crime: the court that tries it revokes (社矫法46)
        WHEN EXISTS (
            SELECT 1 FROM restraints
            WHERE restraints.person_id = due.person_id
                AND restraints.kind IN ('criminal_detention', 'arrest')
                AND due.due_day BETWEEN restraints.from_day AND restraints.to_day
        ) THEN 'prosecuted'
        -- the term had to run until the due day: afterwards nothing could be given or asked for
        WHEN courses.last_day_possible < due.due_day THEN 'term_over'
        WHEN answered.in_court THEN 'petition_in_court'
        WHEN answered.record_1 IS NOT NULL THEN 'sanction_elsewhere'
    END AS explanation,
    CASE
        WHEN courses.last_day IS NULL THEN 'end_unknown'
        WHEN courses.last_day < due.due_day THEN 'not_covered'
        WHEN NOT COALESCE(due.seen_on >= add_days(due.due_day, due.register_grace_days), FALSE) THEN 'not_covered'
    END AS not_provable
FROM due
INNER JOIN courses ON courses.course = due.course
LEFT JOIN answered ON answered.ground = due.ground AND answered.record_1 = due.record_1
LEFT JOIN answered_late
    ON answered_late.ground = due.ground AND answered_late.record_1 = due.record_1 AND answered_late.place = 1
LEFT JOIN answered_lightly
    ON answered_lightly.ground = due.ground AND answered_lightly.record_1 = due.record_1 AND answered_lightly.place = 1
WHERE NOT COALESCE(answered.there, FALSE)
