-- Every term of correction in the register as known on the night, with its first and last day.
-- A change of county opens a second row for the same case: the rows of one person and one case are one `course`.
WITH known AS (
    SELECT
        register.record_id,
        person.person_id,
        register.correction_no,
        register.county,
        register.case_no,
        NULLIF(register.case_no_key, '') AS case_no_key,
        register.correction_type,
        register.id_no_18,
        register.status,
        register.start_date,
        register.effective_date,
        CASE
            WHEN register.reported_date <= parameters.night THEN register.reported_date
            WHEN register.received_date <= parameters.night THEN register.received_date
        END AS received_on,
        CASE WHEN register.ended_date <= parameters.night THEN register.ended_date END AS ended_on,
        register.end_date,
        parameters.night,
        -- the register speaks for the day it reaches, not beyond
        LEAST(reach.covered_to, parameters.night) AS seen_on
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = register.record_id
    INNER JOIN reach ON reach.dataset = 'justice.register' AND reach.county = COALESCE(register.county, '')
    WHERE reach.covered_to IS NOT NULL
),
-- few have more than one row: only theirs are put together
several AS (
    SELECT known.person_id
    FROM known
    GROUP BY known.person_id
    HAVING COUNT(*) > 1
),
moved AS (
    SELECT
        known.record_id,
        MIN(known.record_id) OVER (PARTITION BY known.person_id, COALESCE(known.case_no_key, known.record_id)) AS course
    FROM known
    INNER JOIN several ON several.person_id = known.person_id
)
SELECT
    known.record_id,
    known.person_id,
    known.correction_no,
    known.county,
    known.case_no,
    known.case_no_key,
    known.correction_type,
    known.id_no_18,
    known.received_on,
    COALESCE(moved.course, known.record_id) AS course,
    CASE
        WHEN known.status <> 'not_reported'
            THEN COALESCE(known.start_date, known.effective_date, known.received_on)
    END AS first_day,
    -- who is no longer in correction, and nobody says since when, was in correction on no day that could be named
    CASE
        WHEN known.status = 'in_correction' OR known.ended_on IS NOT NULL
            THEN LEAST(COALESCE(known.ended_on, known.seen_on), COALESCE(known.end_date, known.seen_on))
    END AS last_day,
    -- the last day if the register reached the night, or said when the term was ended: what happened between the two days
    -- cannot be proved to be in correction
    LEAST(COALESCE(known.ended_on, known.night), COALESCE(known.end_date, known.night)) AS last_day_possible
FROM known
LEFT JOIN moved ON moved.record_id = known.record_id
