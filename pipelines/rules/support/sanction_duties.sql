-- What the agency had to answer, one row per duty: the conduct, the weight of the answer due (1 训诫, 2 警告, 3 petition),
-- the day its thirty days run from, and why. Grounds:
--   offence              an offence against public security during correction              any sanction   (P02)
--   admonitions          the second 训诫, from sanction_steps                               警告           (P03)
--   lighter_while_out    sanctioned while out of contact, more lightly than the band asks  by band        (P03)
--   late                 reported late by more than ten days                               by band        (P03, P04)
--   warnings             the second (third before 2020-07-01) 警告, from sanction_steps    petition       (P04)
--   out_over_month       out of contact for more than a month                              petition       (P04)
--   penalty_then_breach  a public security penalty for a breach, and another breach after  petition       (P04)
-- `doubts` counts what weakens the finding; a breach after the second 训诫 or 警告 (仍不改正) is looked for later.
WITH offence AS (
    SELECT
        'offence' AS ground,
        offences.course,
        offences.register_record,
        1 AS weight_due,
        offences.offence_on AS since,
        offences.offence_on AS from_on,
        offences.known_on AS clock_on,
        add_days(offences.offence_on, -1) AS behaviour_from,
        GREATEST(offences.known_on, COALESCE(offences.released_on, offences.known_on)) AS behaviour_to,
        CAST(NULL AS VARCHAR) AS band,
        offences.record_id AS record_1,
        CASE WHEN offences.detention_record <> offences.record_id THEN offences.detention_record END AS record_2,
        (CASE WHEN COALESCE(offences.id_no_18 = corrections.id_no_18, FALSE) THEN 0 ELSE 1 END)
        + (CASE WHEN offences.undated THEN 1 ELSE 0 END)
        + (CASE WHEN offences.detention_record IS NOT NULL AND offences.notified_on IS NULL THEN 1 ELSE 0 END) AS doubts,
        CASE
            WHEN offences.undated THEN '决定' || iso_text(offences.decided_on) || '（违法日期未载）'
            ELSE '违法' || iso_text(offences.offence_on) || '，决定' || iso_text(offences.decided_on)
        END
        || CASE
            WHEN offences.notified_on IS NOT NULL THEN '，通知社区矫正机构' || iso_text(offences.notified_on)
            WHEN offences.detention_record IS NOT NULL THEN '，未载通知社区矫正机构的日期，自决定起算'
            ELSE ''
        END AS explanation
    FROM offences
    INNER JOIN corrections ON corrections.record_id = offences.register_record
),
-- the first step of a rung that leads to 警告; further 训诫 on it are further breaches
admonitions AS (
    SELECT
        'admonitions' AS ground,
        step.course,
        step.register_record,
        2 AS weight_due,
        step.conduct_on AS since,
        step.decided_on AS from_on,
        step.decided_on AS clock_on,
        CAST(NULL AS DATE) AS behaviour_from,
        CAST(NULL AS DATE) AS behaviour_to,
        CAST(NULL AS VARCHAR) AS band,
        step.record_id AS record_1,
        step.before_record AS record_2,
        CASE WHEN corrections.id_no_18 IS NULL THEN 1 ELSE 0 END AS doubts,
        step.explanation
    FROM sanction_steps AS step
    INNER JOIN corrections ON corrections.record_id = step.register_record
    WHERE step.leads_to = 'warning' AND step.nth = 2
),
warnings AS (
    SELECT
        'warnings' AS ground,
        step.course,
        step.register_record,
        3 AS weight_due,
        step.conduct_on AS since,
        step.decided_on AS from_on,
        step.decided_on AS clock_on,
        CAST(NULL AS DATE) AS behaviour_from,
        CAST(NULL AS DATE) AS behaviour_to,
        CAST(NULL AS VARCHAR) AS band,
        step.record_id AS record_1,
        step.before_record AS record_2,
        (CASE WHEN corrections.id_no_18 IS NULL THEN 1 ELSE 0 END)
        -- warnings on both sides of the change of law
        + (CASE WHEN step.present_law AND step.first_conduct_on < DATE '2020-07-01' THEN 1 ELSE 0 END) AS doubts,
        step.explanation
    FROM sanction_steps AS step
    INNER JOIN corrections ON corrections.record_id = step.register_record
    WHERE step.leads_to = 'petition'
),
reported_late AS (
    SELECT
        dispositions.record_id,
        dispositions.register_record,
        dispositions.deadline,
        dispositions.received_on,
        dispositions.days_late,
        dispositions.band,
        dispositions.exact,
        dispositions.estimated,
        dispositions.deadline_arithmetic
    FROM dispositions
    WHERE dispositions.disposition = 'received_late'
    UNION ALL
    SELECT
        released.record_id,
        released.register_record,
        released.deadline,
        released.received_on,
        released.days_late,
        released.band,
        released.exact,
        released.estimated,
        released.deadline_arithmetic
    FROM release_dispositions AS released
    WHERE released.disposition = 'received_late'
        -- the court's row of the same term speaks
        AND NOT EXISTS (
            SELECT 1 FROM dispositions
            WHERE dispositions.register_record = released.register_record
                AND dispositions.disposition IN ('received', 'received_late')
        )
),
late AS (
    SELECT
        'late' AS ground,
        corrections.course,
        reported_late.register_record,
        CASE WHEN reported_late.band = 'over_month' THEN 3 ELSE 2 END AS weight_due,
        CASE
            WHEN reported_late.band = 'over_month' THEN add_days(add_months(reported_late.deadline, 1), 1)
            ELSE add_days(reported_late.deadline, 11)
        END AS since,
        add_days(reported_late.deadline, 1) AS from_on,
        reported_late.received_on AS clock_on,
        reported_late.deadline AS behaviour_from,
        reported_late.received_on AS behaviour_to,
        reported_late.band,
        reported_late.record_id AS record_1,
        CAST(NULL AS VARCHAR) AS record_2,
        (CASE WHEN reported_late.exact THEN 0 ELSE 1 END) + (CASE WHEN reported_late.estimated THEN 1 ELSE 0 END) AS doubts,
        reported_late.deadline_arithmetic || '；' || iso_text(reported_late.deadline) || ' → 报到（接收）'
        || iso_text(reported_late.received_on) || ' = 晚' || CAST(reported_late.days_late AS VARCHAR) || '日'
        || CASE WHEN reported_late.band = 'over_month' THEN '，超过一个月' ELSE '，超过十日' END AS explanation
    FROM reported_late
    INNER JOIN corrections ON corrections.record_id = reported_late.register_record
    WHERE reported_late.band IN ('11_days_to_month', 'over_month')
),
lost AS (
    SELECT
        state.record_id,
        state.as_of,
        state.days_beyond,
        state.band,
        state.last_contact_record,
        state.search_record,
        add_days(state.as_of, 0 - state.days_beyond) AS beyond_from,
        corrections.course,
        corrections.correction_type,
        CASE WHEN corrections.id_no_18 IS NULL THEN 1 ELSE 0 END AS doubts
    FROM contact_states AS state
    INNER JOIN corrections ON corrections.record_id = state.record_id
    WHERE state.state = 'lost' AND state.days_beyond >= 1
),
out_over_month AS (
    SELECT
        'out_over_month' AS ground,
        lost.course,
        lost.record_id AS register_record,
        3 AS weight_due,
        add_days(add_months(lost.beyond_from, 1), 1) AS since,
        add_days(lost.beyond_from, 1) AS from_on,
        add_days(add_months(lost.beyond_from, 1), 1) AS clock_on,
        CAST(NULL AS DATE) AS behaviour_from,
        CAST(NULL AS DATE) AS behaviour_to,
        lost.band,
        lost.record_id AS record_1,
        COALESCE(lost.last_contact_record, lost.search_record) AS record_2,
        lost.doubts,
        '应接触（失联）' || iso_text(lost.beyond_from) || '，一个月至' || iso_text(add_months(lost.beyond_from, 1)) || '，至'
        || iso_text(lost.as_of) || '已失去联系' || CAST(lost.days_beyond AS VARCHAR) || '日，超过一个月' AS explanation
    FROM lost
    WHERE lost.band = 'over_month'
),
-- sanctions given while out of contact, against the band reached on the day they were given
given_while_out AS (
    SELECT
        lost.*,
        reactions.record_id AS given_record,
        reactions.decided_on AS given_on,
        reactions.weight AS given_weight,
        CASE
            WHEN days_between(lost.beyond_from, reactions.decided_on) <= 10 THEN '1_10_days'
            WHEN reactions.decided_on <= add_months(lost.beyond_from, 1) THEN '11_days_to_month'
            ELSE 'over_month'
        END AS band_then
    FROM lost
    INNER JOIN corrections ON corrections.course = lost.course
    INNER JOIN reactions
        ON reactions.register_record = corrections.record_id
        AND reactions.decided_on > lost.beyond_from
        AND reactions.decided_on <= lost.as_of
        -- a behaviour named before the loss is another matter
        AND COALESCE(reactions.behaviour_on >= lost.beyond_from, TRUE)
),
too_light AS (
    SELECT
        given_while_out.*,
        CASE given_while_out.band_then WHEN '11_days_to_month' THEN 2 WHEN 'over_month' THEN 3 ELSE 1 END AS weight_then,
        ROW_NUMBER() OVER (
            PARTITION BY given_while_out.record_id ORDER BY given_while_out.given_on, given_while_out.given_record
        ) AS place
    FROM given_while_out
    WHERE given_while_out.given_weight
        < CASE given_while_out.band_then WHEN '11_days_to_month' THEN 2 WHEN 'over_month' THEN 3 ELSE 1 END
),
lighter_while_out AS (
    SELECT
        'lighter_while_out' AS ground,
        too_light.course,
        too_light.record_id AS register_record,
        too_light.weight_then AS weight_due,
        too_light.given_on AS since,
        add_days(too_light.beyond_from, 1) AS from_on,
        too_light.given_on AS clock_on,
        too_light.beyond_from AS behaviour_from,
        too_light.as_of AS behaviour_to,
        too_light.band_then AS band,
        too_light.record_id AS record_1,
        too_light.last_contact_record AS record_2,
        too_light.doubts,
        '应接触（失联）' || iso_text(too_light.beyond_from) || ' → 处置' || iso_text(too_light.given_on) || ' = 失去联系'
        || CAST(days_between(too_light.beyond_from, too_light.given_on) AS VARCHAR) || '日'
        || CASE WHEN too_light.weight_then = 3 THEN '，超过一个月' ELSE '，超过十日' END AS explanation
    FROM too_light
    WHERE too_light.place = 1
),
-- the offence was a breach of supervision: the agency had petitioned for the penalty, or its cause says so
breach_penalised AS (
    SELECT
        offences.record_id,
        offences.course,
        offences.decided_on,
        offences.id_no_18,
        offences.offence_on,
        offences.undated
    FROM offences
    WHERE offences.for_breach
        OR EXISTS (
            SELECT 1
            FROM reactions
            INNER JOIN corrections ON corrections.record_id = reactions.register_record
            WHERE corrections.course = offences.course
                AND reactions.kind = 'petition_public_security_penalty'
                AND reactions.decided_on BETWEEN offences.offence_on AND offences.decided_on
                AND COALESCE(reactions.behaviour_on = offences.offence_on, TRUE)
        )
),
breached_again AS (
    SELECT
        penalty.course,
        penalty.record_id,
        penalty.decided_on,
        penalty.id_no_18,
        breaches.record_id AS breach_record,
        breaches.conduct_on,
        breaches.known_on,
        ROW_NUMBER() OVER (
            PARTITION BY penalty.course
            ORDER BY breaches.known_on, breaches.conduct_on, breaches.record_id, penalty.decided_on DESC, penalty.record_id
        ) AS place
    FROM breach_penalised AS penalty
    INNER JOIN breaches
        ON breaches.course = penalty.course
        AND breaches.conduct_on > penalty.decided_on
        AND NOT breaches.undated
        AND NOT breaches.answers_penalty
        AND breaches.kind NOT IN (
            'petition_revoke_probation', 'petition_revoke_parole', 'petition_return_to_prison', 'petition_arrest'
        )
),
penalty_then_breach AS (
    SELECT
        'penalty_then_breach' AS ground,
        again.course,
        corrections.record_id AS register_record,
        3 AS weight_due,
        again.conduct_on AS since,
        again.decided_on AS from_on,
        again.known_on AS clock_on,
        CAST(NULL AS DATE) AS behaviour_from,
        CAST(NULL AS DATE) AS behaviour_to,
        CAST(NULL AS VARCHAR) AS band,
        again.record_id AS record_1,
        again.breach_record AS record_2,
        CASE WHEN COALESCE(again.id_no_18 = corrections.id_no_18, FALSE) THEN 0 ELSE 1 END AS doubts,
        iso_text(again.decided_on) || '因违反监督管理规定受到治安管理处罚，' || iso_text(again.conduct_on)
        || '又有违反监督管理规定的情形' AS explanation
    FROM breached_again AS again
    INNER JOIN corrections ON corrections.record_id = again.course
    WHERE again.place = 1
),
duties AS (
    SELECT * FROM offence
    UNION ALL
    SELECT * FROM admonitions
    UNION ALL
    SELECT * FROM warnings
    UNION ALL
    SELECT * FROM late
    UNION ALL
    SELECT * FROM out_over_month
    UNION ALL
    SELECT * FROM lighter_while_out
    UNION ALL
    SELECT * FROM penalty_then_breach
),
-- 仍不改正: the first breach after the 训诫 or 警告 that filled the number
further AS (
    SELECT
        duties.ground,
        duties.record_1,
        breaches.record_id AS further_record,
        breaches.conduct_on AS further_on,
        breaches.known_on AS further_known_on,
        ROW_NUMBER() OVER (
            PARTITION BY duties.ground, duties.record_1
            ORDER BY breaches.conduct_on, breaches.known_on, breaches.record_id
        ) AS place
    FROM duties
    INNER JOIN breaches
        ON breaches.course = duties.course
        AND breaches.record_id <> duties.record_1
        AND breaches.conduct_on > duties.clock_on
    WHERE duties.ground IN ('admonitions', 'warnings')
)
SELECT
    duties.ground,
    duties.course,
    duties.register_record,
    corrections.person_id,
    corrections.case_no_key,
    duties.weight_due,
    duties.since,
    duties.from_on,
    duties.clock_on,
    duties.behaviour_from,
    duties.behaviour_to,
    duties.band,
    duties.record_1,
    duties.record_2,
    duties.doubts,
    duties.explanation,
    further.further_record,
    further.further_on,
    first_due.due_day AS first_due,
    first_due.arithmetic AS first_arithmetic,
    further_due.due_day AS further_due,
    further_due.arithmetic AS further_arithmetic
FROM duties
INNER JOIN corrections ON corrections.record_id = duties.register_record
-- a year the calendar does not know gives no due day, and no finding
INNER JOIN deadlines AS first_due ON first_due.from_day = duties.clock_on AND first_due.days = 30
LEFT JOIN further ON further.ground = duties.ground AND further.record_1 = duties.record_1 AND further.place = 1
LEFT JOIN deadlines AS further_due ON further_due.from_day = further.further_known_on AND further_due.days = 30
