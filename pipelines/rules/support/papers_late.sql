-- Sentences in force since the law of 2020 of which the executing agency was told late or not at all, or whose papers came late or
-- not at all. `explanation`: the person had died before. `not_provable`: it is over the deadline that nothing is on file, but the
-- data do not reach beyond the days of grace (another region's register never does), or the identity waits for a decision.
WITH bound AS (
    SELECT
        sentence.record_id,
        NULLIF(sentence.case_no_key, '') AS case_no_key,
        COALESCE(sentence.execution_county, '') AS county,
        effective.effective_date AS effective_on,
        to_tell.due_day AS tell_by,
        to_send.due_day AS send_by,
        CASE WHEN sentence.notified_date <= parameters.night THEN sentence.notified_date END AS told_on,
        CASE WHEN sentence.documents_sent_date <= parameters.night THEN sentence.documents_sent_date END AS sent_on,
        link.register_record,
        link.exact
    FROM court_sentences AS sentence
    CROSS JOIN parameters
    INNER JOIN effective ON effective.record_id = sentence.record_id
    INNER JOIN deadlines AS to_tell ON to_tell.from_day = effective.effective_date AND to_tell.days = 5
    INNER JOIN deadlines AS to_send ON to_send.from_day = effective.effective_date AND to_send.days = 10
    LEFT JOIN sentence_links AS link ON link.sentence_record = sentence.record_id
    WHERE sentence.status = 'in_force'
        -- five days and ten days are limits of the 2020 law; the rules before it knew others
        AND effective.effective_date >= DATE '2020-07-01'
),
-- most were told in time, and the row they are linked to shows the papers in time: there is nothing more to ask
decided AS (
    SELECT bound.*, person.person_id
    FROM bound
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = bound.record_id
    LEFT JOIN justice_register AS linked ON linked.record_id = bound.register_record
    WHERE NOT COALESCE(
        bound.told_on <= bound.tell_by
        AND (
            linked.documents_received_date <= LEAST(bound.send_by, parameters.night)
            OR linked.receipt_returned_date <= LEAST(bound.send_by, parameters.night)
        ),
        FALSE
    )
),
-- every register row of the person and the case: a move opens a second one, whose papers came later
files AS (
    SELECT decided.record_id, register.record_id AS register_record, register.documents_received_date, register.receipt_returned_date
    FROM decided
    INNER JOIN justice_register AS register ON register.record_id = decided.register_record
    UNION
    SELECT decided.record_id, register.record_id AS register_record, register.documents_received_date, register.receipt_returned_date
    FROM decided
    INNER JOIN justice_register AS register ON register.case_no_key = decided.case_no_key
    INNER JOIN persons AS person ON person.record_id = register.record_id AND person.person_id = decided.person_id
),
-- a receipt proves that the papers had arrived
arrivals AS (
    SELECT files.record_id, files.register_record, files.documents_received_date AS arrived_on
    FROM files
    CROSS JOIN parameters
    WHERE files.documents_received_date <= parameters.night
    UNION ALL
    SELECT files.record_id, files.register_record, files.receipt_returned_date AS arrived_on
    FROM files
    CROSS JOIN parameters
    WHERE files.receipt_returned_date <= parameters.night
),
first_arrival AS (
    SELECT
        arrivals.record_id,
        arrivals.register_record,
        arrivals.arrived_on,
        ROW_NUMBER() OVER (PARTITION BY arrivals.record_id ORDER BY arrivals.arrived_on, arrivals.register_record) AS place
    FROM arrivals
),
judged AS (
    SELECT
        decided.*,
        first_arrival.arrived_on,
        COALESCE(first_arrival.register_record, decided.register_record) AS file_record,
        COALESCE(first_arrival.arrived_on, decided.sent_on) AS delivered_on,
        decided.told_on > decided.tell_by AS told_late,
        -- absence needs proof, and a few days in which what was done may not be entered yet
        decided.told_on IS NULL
        AND court_reach.covered_to >= add_days(decided.tell_by, parameters.register_grace_days)
        AND parameters.night > add_days(decided.tell_by, parameters.register_grace_days) AS never_told,
        COALESCE(first_arrival.arrived_on, decided.sent_on) > decided.send_by AS sent_late,
        COALESCE(outcome.disposition = 'needs_review', FALSE) AS needs_review,
        -- only the register of our region could show that the papers came all the same, and only where it is plain
        -- which row is the person's
        first_arrival.arrived_on IS NULL
        AND decided.sent_on IS NULL
        AND court_reach.covered_to >= add_days(decided.send_by, parameters.register_grace_days)
        AND register_reach.covered_to >= add_days(decided.send_by, parameters.register_grace_days)
        AND parameters.night > add_days(decided.send_by, parameters.register_grace_days)
        AND executing.in_region
        AND outcome.disposition <> 'needs_review' AS never_sent
    FROM decided
    CROSS JOIN parameters
    LEFT JOIN first_arrival ON first_arrival.record_id = decided.record_id AND first_arrival.place = 1
    LEFT JOIN counties AS executing ON executing.county = decided.county
    LEFT JOIN dispositions AS outcome ON outcome.record_id = decided.record_id
    LEFT JOIN reach AS court_reach ON court_reach.dataset = 'court.sentences' AND court_reach.county = decided.county
    LEFT JOIN reach AS register_reach ON register_reach.dataset = 'justice.register' AND register_reach.county = decided.county
),
faults AS (
    SELECT
        judged.*,
        COALESCE(judged.told_late OR judged.never_told, FALSE) AS tell_fault,
        COALESCE(judged.sent_late OR judged.never_sent, FALSE) AS send_fault,
        -- nothing on file after the deadline, and perhaps it is only not entered or not delivered yet
        judged.told_on IS NULL AND judged.tell_by < parameters.night AS tell_open,
        judged.delivered_on IS NULL AND judged.send_by < parameters.night AS send_open,
        days_between(judged.tell_by, COALESCE(judged.told_on, parameters.night)) AS tell_days,
        days_between(judged.send_by, COALESCE(judged.delivered_on, parameters.night)) AS send_days,
        iso_text(parameters.night) AS night_text
    FROM judged
    CROSS JOIN parameters
),
in_question AS (
    SELECT faults.*
    FROM faults
    WHERE faults.tell_fault OR faults.send_fault OR faults.tell_open OR faults.send_open
),
-- the person had died before there was anything to tell or to send
excused AS (
    SELECT in_question.record_id, MIN(COALESCE(deaths.died_on, DATE '1900-01-01')) AS died_on
    FROM in_question
    INNER JOIN deaths ON deaths.person_id = in_question.person_id
    GROUP BY in_question.record_id
),
left_after_death AS (
    SELECT
        in_question.*,
        in_question.tell_fault AND NOT COALESCE(excused.died_on <= in_question.tell_by, FALSE) AS tells,
        in_question.send_fault AND NOT COALESCE(excused.died_on <= in_question.send_by, FALSE) AS sends,
        in_question.tell_open AND NOT COALESCE(excused.died_on <= in_question.tell_by, FALSE) AS tell_unproven,
        in_question.send_open AND NOT COALESCE(excused.died_on <= in_question.send_by, FALSE) AS send_unproven
    FROM in_question
    LEFT JOIN excused ON excused.record_id = in_question.record_id
)
SELECT
    found.*,
    CASE WHEN NOT (found.tells OR found.sends OR found.tell_unproven OR found.send_unproven) THEN 'died' END AS explanation,
    CASE
        WHEN found.tells OR found.sends THEN NULL
        WHEN found.tell_unproven THEN 'not_covered'
        WHEN found.send_unproven AND found.needs_review THEN 'needs_review'
        WHEN found.send_unproven THEN 'not_covered'
    END AS not_provable
FROM left_after_death AS found
