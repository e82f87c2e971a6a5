-- Persons on parole or temporary release whom nobody received, or of whom that would be said but for an explanation or for
-- missing proof: one row per event, from the court's table or the prison's.
WITH
-- One event may stand in both tables: the court's decision and the prison's release of the same person.
paired AS (
    SELECT
        release.record_id AS release_record,
        sentence.record_id AS sentence_record,
        decided.disposition,
        ROW_NUMBER() OVER (
            PARTITION BY sentence.record_id ORDER BY release.released_date DESC, release.record_id
        ) AS place
    FROM justice_prison_releases AS release
    INNER JOIN persons AS released_person ON released_person.record_id = release.record_id
    INNER JOIN persons AS sentenced_person ON sentenced_person.person_id = released_person.person_id
    INNER JOIN court_sentences AS sentence ON sentence.record_id = sentenced_person.record_id
    INNER JOIN dispositions AS decided ON decided.record_id = sentence.record_id
    -- not written as an equality: events would be paired by kind before they are by person
    WHERE (
        (release.release_kind = 'parole' AND sentence.correction_type = 'parole')
        OR (release.release_kind = 'temporary_release' AND sentence.correction_type = 'temporary_release')
    )
        AND (
            sentence.case_no_key = release.original_case_no_key
            OR ABS(days_between(COALESCE(decided.effective_date, sentence.pronounced_date), release.released_date)) <= 60
        )
),
judged AS (
    SELECT
        never.record_id,
        never.disposition,
        never.explanation,
        never.correction_type,
        never.county,
        never.register_record,
        never.effective_date,
        never.estimated,
        never.effective_arithmetic,
        never.deadline,
        never.deadline_arithmetic,
        sentence.case_no,
        sentence.id_no_18,
        paired.release_record AS other_record
    FROM dispositions AS never
    INNER JOIN court_sentences AS sentence ON sentence.record_id = never.record_id
    LEFT JOIN paired ON paired.sentence_record = never.record_id AND paired.place = 1
    WHERE never.disposition IN ('never_received', 'explained', 'needs_review', 'not_provable', 'clock_unknown')
        AND never.correction_type IN ('parole', 'temporary_release')
        -- without a clock it says nothing, where the prison's row of the same event can; who was received is not missing
        AND NOT (
            never.disposition = 'clock_unknown'
            AND (
                never.received_on IS NOT NULL
                OR EXISTS (SELECT 1 FROM paired AS event WHERE event.sentence_record = never.record_id)
            )
        )
    UNION ALL
    SELECT
        never.record_id,
        never.disposition,
        never.explanation,
        never.correction_type,
        never.county,
        never.register_record,
        never.effective_date,
        never.estimated,
        never.effective_arithmetic,
        never.deadline,
        never.deadline_arithmetic,
        release.original_case_no AS case_no,
        release.id_no_18,
        CAST(NULL AS VARCHAR) AS other_record
    FROM release_dispositions AS never
    INNER JOIN justice_prison_releases AS release ON release.record_id = never.record_id
    WHERE never.disposition IN ('never_received', 'explained', 'needs_review', 'not_provable', 'clock_unknown')
        AND never.correction_type IN ('parole', 'temporary_release')
        AND NOT (never.disposition = 'clock_unknown' AND never.received_on IS NOT NULL)
        -- the court's row of the same event speaks, unless it cannot
        AND NOT EXISTS (
            SELECT 1 FROM paired
            WHERE paired.release_record = never.record_id
                AND paired.disposition NOT IN ('not_in_force', 'clock_unknown', 'outside_region')
        )
)
SELECT
    judged.record_id,
    judged.correction_type,
    judged.county,
    judged.register_record,
    judged.effective_date,
    judged.estimated,
    judged.effective_arithmetic,
    judged.deadline,
    judged.deadline_arithmetic,
    judged.case_no,
    judged.id_no_18,
    judged.other_record,
    CASE WHEN judged.disposition = 'explained' THEN judged.explanation END AS explanation,
    CASE judged.disposition
        WHEN 'not_provable' THEN 'not_covered'
        WHEN 'needs_review' THEN 'needs_review'
        WHEN 'clock_unknown' THEN 'clock_unknown'
    END AS not_provable
FROM judged
