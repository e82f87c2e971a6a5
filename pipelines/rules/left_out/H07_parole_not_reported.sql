-- Events of parole whose time to be received is over without anybody having received the person: explained (died,
-- custody, revoked …); or not provable, because the register does not reach beyond the deadline, the identity waits for a
-- decision, or no date starts the clock.
SELECT event.county, event.explanation, event.not_provable
FROM unreceived_releases AS event
WHERE event.correction_type = 'parole'
