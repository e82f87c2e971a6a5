-- Every record tonight that names a person.
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
