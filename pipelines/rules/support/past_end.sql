-- Register rows in correction after the last day of the term. `explanation`: held, a revocation or return under way or asked for, a
-- later end that the prison knows, or a newer sentence. `not_provable`: the register does not reach beyond the last day.
WITH past_end AS (
    SELECT
        register.record_id,
        register.county,
        register.case_no,
        register.case_no_key,
        register.correction_no,
        register.correction_type,
        register.start_date,
        register.end_date,
        register.id_no_18,
        person.person_id,
        -- the register speaks for the day it reaches, not beyond
        CASE WHEN reach.covered_to IS NOT NULL THEN LEAST(reach.covered_to, parameters.night) END AS seen_on,
        parameters.night
    FROM justice_register AS register
    CROSS JOIN parameters
    LEFT JOIN reach ON reach.dataset = 'justice.register' AND reach.county = register.county
    LEFT JOIN persons AS person ON person.record_id = register.record_id
    WHERE register.status = 'in_correction'
        AND NOT COALESCE(register.ended_date <= parameters.night, FALSE)
        AND register.end_date < parameters.night
),
held AS (
    SELECT DISTINCT past_end.record_id
    FROM past_end
    INNER JOIN restraints
        ON restraints.person_id = past_end.person_id
        AND past_end.night BETWEEN restraints.from_day AND restraints.to_day
),
-- what courts ruled or have to rule on for these persons and cases
rulings AS (
    SELECT
        past_end.record_id,
        past_end.night,
        revocation.result,
        revocation.ruling_date,
        revocation.petition_received_date
    FROM past_end
    INNER JOIN persons AS person ON person.person_id = past_end.person_id
    INNER JOIN court_revocations AS revocation ON revocation.record_id = person.record_id
    WHERE revocation.original_case_no_key IS NULL
        OR past_end.case_no_key IS NULL
        OR revocation.original_case_no_key = past_end.case_no_key
),
under_way AS (
    SELECT DISTINCT rulings.record_id
    FROM rulings
    WHERE (
        rulings.result IN ('pending', 'granted')
        -- not yet ruled on that night
        OR rulings.ruling_date > rulings.night
    )
        AND (rulings.petition_received_date IS NULL OR rulings.petition_received_date <= rulings.night)
),
asked_for AS (
    SELECT DISTINCT past_end.record_id
    FROM past_end
    INNER JOIN justice_sanctions AS petition ON petition.correction_no = past_end.correction_no
    LEFT JOIN rulings AS refusal
        ON refusal.record_id = past_end.record_id
        AND refusal.result = 'refused'
        AND refusal.ruling_date BETWEEN petition.decided_date AND past_end.night
    WHERE petition.kind IN ('petition_revoke_probation', 'petition_revoke_parole', 'petition_return_to_prison')
        AND petition.decided_date <= past_end.night
        AND refusal.record_id IS NULL
),
-- the prison knows a later end of the same penalty
longer AS (
    SELECT DISTINCT past_end.record_id
    FROM past_end
    INNER JOIN persons AS person ON person.person_id = past_end.person_id
    INNER JOIN justice_prison_releases AS release ON release.record_id = person.record_id
    WHERE release.sentence_end_date >= past_end.night AND release.release_kind = past_end.correction_type
),
-- a newer sentence keeps the person in correction and has no register row of its own; one that takes effect within
-- the 60 days in which dates link a sentence to this very row is the row's own
newer AS (
    SELECT DISTINCT past_end.record_id
    FROM past_end
    INNER JOIN persons AS person ON person.person_id = past_end.person_id
    INNER JOIN court_sentences AS sentence ON sentence.record_id = person.record_id
    INNER JOIN effective ON effective.record_id = sentence.record_id
    LEFT JOIN sentence_links AS link ON link.sentence_record = sentence.record_id
    WHERE sentence.status = 'in_force'
        AND effective.effective_date BETWEEN add_days(past_end.start_date, 61) AND past_end.night
        AND link.register_record IS NULL
)
SELECT
    past_end.record_id,
    past_end.county,
    past_end.case_no,
    past_end.correction_type,
    past_end.end_date,
    past_end.id_no_18,
    past_end.seen_on,
    past_end.night,
    CASE
        WHEN held.record_id IS NOT NULL THEN 'custody'
        WHEN under_way.record_id IS NOT NULL THEN 'revocation'
        WHEN asked_for.record_id IS NOT NULL THEN 'petition'
        WHEN longer.record_id IS NOT NULL THEN 'later_end'
        WHEN newer.record_id IS NOT NULL THEN 'sentenced_again'
    END AS explanation,
    CASE WHEN COALESCE(past_end.end_date < past_end.seen_on, FALSE) THEN NULL ELSE 'not_covered' END AS not_provable
FROM past_end
LEFT JOIN held ON held.record_id = past_end.record_id
LEFT JOIN under_way ON under_way.record_id = past_end.record_id
LEFT JOIN asked_for ON asked_for.record_id = past_end.record_id
LEFT JOIN longer ON longer.record_id = past_end.record_id
LEFT JOIN newer ON newer.record_id = past_end.record_id
