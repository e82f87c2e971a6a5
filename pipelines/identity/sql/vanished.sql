-- Of each claim (valid number and name) the first record that made it and is no longer delivered.
WITH tonight AS (
    SELECT record_id FROM court_sentences
    UNION ALL
    SELECT record_id FROM court_revocations
    UNION ALL
    SELECT record_id FROM justice_register
    UNION ALL
    SELECT record_id FROM justice_prison_releases
    UNION ALL
    SELECT record_id FROM police_population
    UNION ALL
    SELECT record_id FROM police_custody
    UNION ALL
    SELECT record_id FROM police_penalties
)

SELECT seen.claim, min(iso_text(seen.first_day) || '|' || seen.record_id) AS code
FROM seen
LEFT JOIN tonight ON tonight.record_id = seen.record_id
WHERE tonight.record_id IS NULL AND seen.claim <> ''
GROUP BY seen.claim
