-- Register rows discharged at the end of the term before any day that somebody's dates and lengths give for it (one day is
-- tolerated): few. Whose word counts, and what excuses, is asked of them alone (E02).
WITH completed AS (
    SELECT
        register.record_id,
        register.correction_type,
        register.end_date,
        register.ended_date,
        COALESCE(register.start_date, register.effective_date) AS start_day,
        CASE WHEN register.probation_term_kind = 'probation' THEN register.probation_term_months END AS months,
        register.probation_term_days AS days
    FROM justice_register AS register
    CROSS JOIN parameters
    WHERE register.status = 'discharged'
        AND register.end_reason = 'term_completed'
        AND register.ended_date <= parameters.night
),
decided AS (
    SELECT
        sentence.record_id,
        effective.effective_date,
        CASE
            WHEN sentence.correction_type = 'probation' AND sentence.probation_term_kind = 'probation'
                THEN sentence.probation_term_months
            WHEN sentence.correction_type = 'public_surveillance' THEN sentence.principal_penalty_months
        END AS months,
        CASE
            WHEN sentence.correction_type = 'probation' THEN sentence.probation_term_days
            ELSE sentence.principal_penalty_days
        END AS days,
        CASE WHEN sentence.correction_type = 'public_surveillance' THEN sentence.detention_days ELSE 0 END AS detention_days
    FROM court_sentences AS sentence
    INNER JOIN effective ON effective.record_id = sentence.record_id
    WHERE sentence.correction_type IN ('probation', 'public_surveillance')
),
decided_ends AS (
    SELECT decided.record_id, add_days(term_ends.first_end, -2 * decided.detention_days) AS first_end
    FROM decided
    INNER JOIN term_ends
        ON term_ends.start_day = decided.effective_date
        AND term_ends.months = decided.months
        AND term_ends.days = decided.days
)
SELECT completed.record_id
FROM completed
WHERE completed.ended_date < add_days(completed.end_date, -1)
UNION
SELECT completed.record_id
FROM completed
INNER JOIN term_ends
    ON term_ends.start_day = completed.start_day
    AND term_ends.months = completed.months
    AND term_ends.days = completed.days
WHERE completed.correction_type = 'probation' AND completed.ended_date < add_days(term_ends.first_end, -1)
UNION
SELECT completed.record_id
FROM completed
INNER JOIN release_dispositions AS released ON released.register_record = completed.record_id
INNER JOIN justice_prison_releases AS release ON release.record_id = released.record_id
WHERE completed.ended_date < add_days(release.sentence_end_date, -1)
UNION
SELECT completed.record_id
FROM completed
INNER JOIN sentence_links AS link ON link.register_record = completed.record_id
INNER JOIN decided_ends ON decided_ends.record_id = link.sentence_record
WHERE completed.ended_date < add_days(decided_ends.first_end, -1)
