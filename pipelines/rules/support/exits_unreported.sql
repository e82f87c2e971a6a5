-- People in correction without an open report to the border authority on the night although the days the office has
-- set and those of grace are over, one row per register row. `explanation`: why none is needed; `not_provable`: the
-- data do not reach far enough to tell; null where neither is so. No number is confirmed: without one set by the
-- office nobody is here.
WITH in_correction AS (
    SELECT
        register.record_id,
        register.county,
        register.case_no,
        register.correction_type,
        register.id_no_18,
        person.person_id,
        -- the agency can report only whom it has
        COALESCE(register.reported_date, register.received_date, register.start_date) AS begun_on,
        parameters.exit_report_days,
        parameters.register_grace_days,
        parameters.night,
        seen.seen_on
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = register.record_id
    LEFT JOIN seen_with_register AS seen
        ON seen.dataset = 'justice.exit_control' AND seen.county = COALESCE(register.county, '')
    WHERE parameters.exit_report_days IS NOT NULL
        AND register.status = 'in_correction'
        AND NOT COALESCE(register.ended_date <= parameters.night, FALSE)
        AND COALESCE(register.end_date >= parameters.night, TRUE)
),
due AS (
    SELECT in_correction.*, rolled.due_day
    FROM in_correction
    LEFT JOIN rolled ON rolled.day = add_days(in_correction.begun_on, in_correction.exit_report_days)
    WHERE in_correction.begun_on IS NULL OR in_correction.night > add_days(rolled.due_day, in_correction.register_grace_days)
),
reports AS (
    SELECT
        person.person_id,
        report.record_id,
        report.start_date <= parameters.night
        AND report.end_date >= parameters.night
        AND (report.withdrawn_date IS NULL OR report.withdrawn_date > parameters.night) AS is_open,
        ROW_NUMBER() OVER (PARTITION BY person.person_id ORDER BY report.end_date DESC, report.record_id) AS place
    FROM justice_exit_control AS report
    CROSS JOIN parameters
    INNER JOIN justice_register AS register ON register.correction_no = report.correction_no
    INNER JOIN persons AS person ON person.record_id = register.record_id
    WHERE report.reported_date <= parameters.night AND parameters.exit_report_days IS NOT NULL
)
SELECT
    due.record_id,
    due.county,
    due.case_no,
    due.correction_type,
    due.id_no_18,
    due.begun_on,
    due.due_day,
    due.exit_report_days,
    due.night,
    earlier.record_id AS report_record,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM deaths
            WHERE deaths.person_id = due.person_id AND COALESCE(deaths.died_on <= due.night, TRUE)
        ) THEN 'died'
        WHEN EXISTS (
            SELECT 1 FROM restraints
            WHERE restraints.person_id = due.person_id AND due.night BETWEEN restraints.from_day AND restraints.to_day
        ) THEN 'custody'
    END AS explanation,
    CASE
        WHEN due.begun_on IS NULL THEN 'clock_unknown'
        WHEN NOT COALESCE(due.seen_on > add_days(due.due_day, due.register_grace_days), FALSE) THEN 'not_covered'
    END AS not_provable
FROM due
LEFT JOIN reports AS earlier ON earlier.person_id = due.person_id AND earlier.place = 1
WHERE NOT EXISTS (SELECT 1 FROM reports WHERE reports.person_id = due.person_id AND reports.is_open)
