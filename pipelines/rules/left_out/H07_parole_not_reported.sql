-- Events of parole whose time to be received is over without anybody having received the person: explained (died,
-- custody, revoked …); or not provable, because the register does not reach beyond the deadline, the identity waits for a
-- decision, or no date starts the clock.
SELECT
    COALESCE(event.county, '') AS county,
    CASE WHEN event.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(event.explanation, event.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM unreceived_releases AS event
WHERE event.correction_type = 'parole' AND (event.explanation IS NOT NULL OR event.not_provable IS NOT NULL)
GROUP BY
    COALESCE(event.county, ''),
    CASE WHEN event.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(event.explanation, event.not_provable)
ORDER BY county, outcome, explanation
