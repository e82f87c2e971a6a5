-- Temporary release without an examination although three months (or the longer time set) and the days of grace are
-- over by the night, counted as if nobody had been held, one row per register row. `explanation`: why none was owed;
-- `not_provable`: the data do not reach far enough, or nobody says since when; null where neither is so.
WITH released AS (
    SELECT
        register.record_id,
        register.county,
        register.case_no,
        register.case_no_key,
        register.correction_type,
        register.end_date,
        register.id_no_18,
        person.person_id,
        COALESCE(
            CASE WHEN register.reported_date <= parameters.night THEN register.reported_date END,
            CASE WHEN register.received_date <= parameters.night THEN register.received_date END,
            CASE WHEN register.start_date <= parameters.night THEN register.start_date END
        ) AS begun_on,
        parameters.night,
        parameters.register_grace_days,
        seen.seen_on
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = register.record_id
    LEFT JOIN seen_with_register AS seen
        ON seen.dataset = 'justice.medical' AND seen.county = COALESCE(register.county, '')
    WHERE register.correction_type = 'temporary_release'
        AND register.status = 'in_correction'
        AND NOT COALESCE(register.ended_date <= parameters.night, FALSE)
),
examinations AS (
    SELECT
        person.person_id,
        report.record_id,
        report.examined_date,
        report.next_due_date,
        ROW_NUMBER() OVER (
            PARTITION BY person.person_id
            ORDER BY report.examined_date DESC, COALESCE(report.next_due_date, report.examined_date) DESC, report.record_id
        ) AS place
    FROM justice_medical AS report
    CROSS JOIN parameters
    INNER JOIN justice_register AS register ON register.correction_no = report.correction_no
    INNER JOIN persons AS person ON person.record_id = register.record_id
    WHERE report.examined_date <= parameters.night
),
stays AS (
    SELECT restraints.person_id, MAX(restraints.to_day) AS held_until
    FROM restraints
    GROUP BY restraints.person_id
),
counted AS (
    SELECT
        released.*,
        last.record_id AS medical_record,
        last.examined_date,
        last.next_due_date,
        -- the first three months run from reception, and anew from the end of custody; who is still held owes nothing
        GREATEST(released.begun_on, COALESCE(last.examined_date, released.begun_on), COALESCE(stays.held_until, released.begun_on))
            AS counted_from,
        -- as if the person had never been held
        COALESCE(GREATEST(released.begun_on, last.examined_date), stays.held_until) AS counted_free,
        -- a day more than a year after the examination is no extension but a slip of the pen
        last.next_due_date > add_months(last.examined_date, 12) AS implausible,
        CASE WHEN last.next_due_date <= add_months(last.examined_date, 12) THEN last.next_due_date END AS extended_to
    FROM released
    LEFT JOIN examinations AS last ON last.person_id = released.person_id AND last.place = 1
    LEFT JOIN stays ON stays.person_id = released.person_id
),
due AS (
    SELECT
        counted.*,
        rolled.due_day,
        counted.counted_from > counted.night
        OR NOT COALESCE(counted.night > add_days(rolled.due_day, counted.register_grace_days), FALSE) AS held
    FROM counted
    LEFT JOIN rolled
        ON rolled.day = GREATEST(
            add_months(counted.counted_from, 3), COALESCE(counted.extended_to, add_months(counted.counted_from, 3))
        )
    LEFT JOIN rolled AS rolled_free
        ON rolled_free.day = GREATEST(
            add_months(counted.counted_free, 3), COALESCE(counted.extended_to, add_months(counted.counted_free, 3))
        )
    WHERE counted.counted_free IS NULL
        OR (
            counted.counted_free <= counted.night
            AND counted.night > add_days(rolled_free.due_day, counted.register_grace_days)
        )
)
SELECT
    due.record_id,
    due.county,
    due.case_no,
    due.correction_type,
    due.id_no_18,
    due.begun_on,
    due.medical_record,
    due.examined_date,
    due.next_due_date,
    due.counted_from,
    due.implausible,
    due.due_day,
    due.night,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM deaths
            WHERE deaths.person_id = due.person_id AND COALESCE(deaths.died_on <= due.night, TRUE)
        ) THEN 'died'
        WHEN EXISTS (
            SELECT 1
            FROM court_revocations AS revocation
            INNER JOIN persons AS person ON person.record_id = revocation.record_id
            WHERE person.person_id = due.person_id
                AND revocation.result = 'granted'
                AND COALESCE(revocation.ruling_date <= due.night, TRUE)
                AND COALESCE(NULLIF(revocation.original_case_no_key, '') = NULLIF(due.case_no_key, ''), TRUE)
        ) THEN 'revoked'
        WHEN due.counted_free IS NOT NULL AND due.held THEN 'custody'
        -- a term that is over by then owes no examination
        WHEN due.end_date <= due.due_day THEN 'term_over'
    END AS explanation,
    CASE
        WHEN due.counted_free IS NULL THEN 'clock_unknown'
        WHEN NOT COALESCE(due.seen_on > add_days(due.due_day, due.register_grace_days), FALSE) THEN 'not_covered'
    END AS not_provable
FROM due
