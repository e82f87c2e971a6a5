-- Sentences to public surveillance or probation whose time to report is over without anybody having received the person:
-- explained (died, custody, revoked …); or not provable, because the register does not reach beyond the deadline, the
-- identity waits for a decision, or no date starts the clock.
SELECT
    COALESCE(duty.county, '') AS county,
    CASE WHEN duty.disposition = 'explained' THEN 'explained' ELSE 'not_provable' END AS outcome,
    CASE duty.disposition
        WHEN 'explained' THEN duty.explanation
        WHEN 'not_provable' THEN 'not_covered'
        WHEN 'needs_review' THEN 'needs_review'
        ELSE 'clock_unknown'
    END AS explanation,
    COUNT(*) AS rows_counted
FROM dispositions AS duty
WHERE duty.disposition IN ('explained', 'not_provable', 'needs_review', 'clock_unknown')
    AND duty.correction_type IN ('public_surveillance', 'probation')
    -- who was received is not missing
    AND NOT (duty.disposition = 'clock_unknown' AND duty.received_on IS NOT NULL)
GROUP BY COALESCE(duty.county, ''), duty.disposition, duty.explanation
ORDER BY county, outcome, explanation
