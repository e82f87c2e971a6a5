-- Sentences to public surveillance or probation whose time to report is over without anybody having received the person:
-- explained (died, custody, revoked …); or not provable, because the register does not reach beyond the deadline, the
-- identity waits for a decision, or no date starts the clock.
SELECT
    duty.county,
    CASE WHEN duty.disposition = 'explained' THEN duty.explanation END AS explanation,
    CASE duty.disposition
        WHEN 'not_provable' THEN 'not_covered'
        WHEN 'needs_review' THEN 'needs_review'
        WHEN 'clock_unknown' THEN 'clock_unknown'
    END AS not_provable
FROM dispositions AS duty
WHERE duty.disposition IN ('explained', 'not_provable', 'needs_review', 'clock_unknown')
    AND duty.correction_type IN ('public_surveillance', 'probation')
    -- who was received is not missing
    AND NOT (duty.disposition = 'clock_unknown' AND duty.received_on IS NOT NULL)
