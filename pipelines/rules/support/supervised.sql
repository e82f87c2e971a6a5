-- The days on which a person in correction may leave the zone only with approval, one row per register row. They
-- begin after the day of reporting (before it nobody could have approved anything) and end before the day on which
-- the term ends or is ended. `proven_to` is the last day for which an approval that was given would be seen tonight:
-- leaves, permits and transfers reach it with the grace days in which a record may still be entered.
-- `to_day_possible` and `entered_to` are the same two days for data that reach the night: what lies between cannot be
-- proved. Rows that end before the first day of which anything is seen are left out.
WITH approvals_reach AS (
    SELECT reach.county, MIN(reach.covered_to) AS covered_to
    FROM reach
    WHERE reach.dataset IN ('justice.register', 'justice.leaves', 'justice.permits', 'justice.transfers')
    GROUP BY reach.county
    HAVING COUNT(reach.covered_to) = 4
),
terms AS (
    SELECT
        register.record_id,
        person.person_id,
        register.correction_no,
        register.county,
        home.zone,
        register.case_no,
        register.correction_type,
        register.id_no_18,
        register.person_name_key,
        register.former_name_key,
        CASE
            WHEN register.reported_date <= parameters.night THEN register.reported_date
            WHEN register.received_date <= parameters.night THEN register.received_date
        END AS received_on,
        CASE WHEN register.ended_date <= parameters.night THEN register.ended_date END AS ended_on,
        register.end_date AS term_end,
        LEAST(reach.covered_to, parameters.night) AS seen_on,
        add_days(approvals_reach.covered_to, 0 - parameters.register_grace_days) AS approvals_to,
        register.status,
        parameters.night,
        parameters.register_grace_days
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = register.record_id
    -- where a county lies whose code is no longer in force is not known, so nothing can be said to be outside it
    INNER JOIN counties AS home ON home.county = register.county AND NOT home.retired
    INNER JOIN reach ON reach.dataset = 'justice.register' AND reach.county = register.county
    LEFT JOIN approvals_reach ON approvals_reach.county = register.county
    WHERE register.status <> 'not_reported' AND reach.covered_to IS NOT NULL
),
days AS (
    SELECT
        terms.*,
        add_days(terms.received_on, 1) AS from_day,
        LEAST(
            terms.seen_on,
            COALESCE(add_days(terms.ended_on, -1), terms.seen_on),
            COALESCE(add_days(terms.term_end, -1), terms.seen_on)
        ) AS to_day,
        LEAST(
            terms.night,
            COALESCE(add_days(terms.ended_on, -1), terms.night),
            COALESCE(add_days(terms.term_end, -1), terms.night)
        ) AS to_day_possible
    FROM terms
    -- who is no longer in correction, and nobody says since when, was in correction on no day that could be named
    WHERE terms.received_on IS NOT NULL AND (terms.status = 'in_correction' OR terms.ended_on IS NOT NULL)
)
SELECT
    days.record_id,
    days.person_id,
    days.correction_no,
    days.county,
    days.zone,
    -- a municipality is one
    SUBSTRING(days.county, 1, CASE WHEN SUBSTRING(days.county, 1, 2) IN ('11', '12', '31', '50') THEN 2 ELSE 4 END) AS prefecture,
    days.case_no,
    days.correction_type,
    days.id_no_18,
    days.person_name_key,
    days.former_name_key,
    days.received_on,
    days.from_day,
    days.to_day,
    CASE WHEN days.approvals_to IS NOT NULL THEN LEAST(days.to_day, days.approvals_to) END AS proven_to,
    days.to_day_possible,
    LEAST(days.to_day_possible, add_days(days.night, 0 - days.register_grace_days)) AS entered_to
FROM days
CROSS JOIN first_seen
WHERE days.from_day <= days.to_day_possible
    AND days.to_day_possible >= first_seen.day
