-- Electronic devices and reports to the border authority that stand open although the term of correction they belong
-- to ended in good order and the days of grace are over, one row per device or report. `explanation`: what else known
-- on the night could justify it, the first of several; `not_provable`: the data do not show that it still stands.
-- Null where neither is so.
WITH restrictions AS (
    SELECT
        device.record_id,
        'device' AS kind,
        'justice.devices' AS dataset,
        device.correction_no,
        device.end_date AS until_day,
        parameters.night,
        parameters.register_grace_days
    FROM justice_devices AS device
    CROSS JOIN parameters
    WHERE device.start_date <= parameters.night
        AND (device.removed_date IS NULL OR device.removed_date > parameters.night)
    UNION ALL
    SELECT
        report.record_id,
        'exit_report' AS kind,
        'justice.exit_control' AS dataset,
        report.correction_no,
        report.end_date AS until_day,
        parameters.night,
        parameters.register_grace_days
    FROM justice_exit_control AS report
    CROSS JOIN parameters
    WHERE report.start_date <= parameters.night
        AND report.reported_date <= parameters.night
        -- a report ends by itself with its last day
        AND report.end_date >= parameters.night
        AND (report.withdrawn_date IS NULL OR report.withdrawn_date > parameters.night)
),
after_end AS (
    SELECT
        restrictions.record_id,
        restrictions.kind,
        restrictions.until_day,
        restrictions.night,
        register.record_id AS register_record,
        register.county,
        register.case_no,
        register.case_no_key,
        register.correction_type,
        COALESCE(register.start_date, register.effective_date, register.received_date) AS begun_on,
        register.id_no_18,
        register.electronic_monitoring,
        person.person_id,
        COALESCE(register.ended_date, register.end_date) AS ended_on,
        -- that nothing was removed or withdrawn is known only where the data reach beyond the grace
        COALESCE(
            reach.covered_to > add_days(COALESCE(register.ended_date, register.end_date), restrictions.register_grace_days), FALSE
        ) AS covered
    FROM restrictions
    INNER JOIN justice_register AS register ON register.correction_no = restrictions.correction_no
    INNER JOIN persons AS person ON person.record_id = register.record_id
    LEFT JOIN reach ON reach.dataset = restrictions.dataset AND reach.county = COALESCE(register.county, '')
    -- 撤销, 收监, 又判新罪 end correction, not the penalty; a transfer or a death sets nobody free
    WHERE (
        register.end_reason IN ('term_completed', 'special_pardon')
        OR (register.status = 'discharged' AND COALESCE(register.end_reason, 'other') = 'other')
    )
    AND register.status IN ('discharged', 'terminated')
    AND restrictions.night > add_days(COALESCE(register.ended_date, register.end_date), restrictions.register_grace_days)
)
SELECT
    after_end.record_id,
    after_end.kind,
    after_end.until_day,
    after_end.register_record,
    after_end.county,
    after_end.case_no,
    after_end.correction_type,
    after_end.id_no_18,
    after_end.ended_on,
    -- the approved time of a device is over and the register does not say that one is worn: the removal may only lack its date
    after_end.kind = 'device'
    AND after_end.until_day < after_end.night
    AND NOT COALESCE(after_end.electronic_monitoring, FALSE) AS doubtful,
    CASE
        -- the register says outright that no device is worn, and none would be allowed any more
        WHEN after_end.kind = 'device'
            AND after_end.until_day < after_end.night
            AND after_end.electronic_monitoring IS NOT NULL
            AND NOT after_end.electronic_monitoring
            THEN 'not_worn'
        -- another term of correction goes on, here or where it was moved to
        WHEN EXISTS (
            SELECT 1
            FROM justice_register AS other
            INNER JOIN persons AS person ON person.record_id = other.record_id
            WHERE person.person_id = after_end.person_id
                AND other.record_id <> after_end.register_record
                AND other.status IN ('in_correction', 'not_reported', 'transferred_out')
                AND COALESCE(other.end_date >= after_end.night, TRUE)
        ) THEN 'other_term'
        -- in custody, on bail or under residential surveillance: a suspect may be restricted for that
        WHEN EXISTS (
            SELECT 1
            FROM police_custody AS custody
            INNER JOIN persons AS person ON person.record_id = custody.record_id
            WHERE person.person_id = after_end.person_id
                AND custody.kind <> 'community_drug_treatment'
                AND custody.start_date <= after_end.night
                AND (custody.end_date IS NULL OR custody.end_date >= after_end.night)
        ) THEN 'other_measure'
        WHEN EXISTS (
            SELECT 1
            FROM court_revocations AS revocation
            INNER JOIN persons AS person ON person.record_id = revocation.record_id
            WHERE person.person_id = after_end.person_id
                AND (revocation.result IN ('pending', 'granted') OR revocation.ruling_date > after_end.night)
                AND COALESCE(revocation.petition_received_date <= after_end.night, TRUE)
                AND COALESCE(NULLIF(revocation.original_case_no_key, '') = NULLIF(after_end.case_no_key, ''), TRUE)
        ) THEN 'revocation'
        -- a newer sentence that no register row has taken up; one within 60 days of the start is this row's own
        WHEN EXISTS (
            SELECT 1
            FROM court_sentences AS sentence
            INNER JOIN persons AS person ON person.record_id = sentence.record_id
            INNER JOIN effective ON effective.record_id = sentence.record_id
            LEFT JOIN sentence_links AS link ON link.sentence_record = sentence.record_id
            WHERE person.person_id = after_end.person_id
                AND sentence.status = 'in_force'
                AND effective.effective_date BETWEEN add_days(after_end.begun_on, 61) AND after_end.night
                AND link.register_record IS NULL
        ) THEN 'sentenced_again'
    END AS explanation,
    CASE WHEN NOT after_end.covered THEN 'not_covered' END AS not_provable
FROM after_end
