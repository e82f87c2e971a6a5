-- Every valid number that a system gives a person, with the first record that carries it: of court, justice, police.
WITH carried AS (
    SELECT record_id, 'court' AS source, id_no_18 FROM court_sentences
    UNION ALL
    SELECT record_id, 'court', id_no_18 FROM court_revocations
    UNION ALL
    SELECT record_id, 'justice', id_no_18 FROM justice_register
    UNION ALL
    SELECT record_id, 'justice', id_no_18 FROM justice_prison_releases
    UNION ALL
    SELECT record_id, 'police', id_no_18 FROM police_population
    UNION ALL
    SELECT record_id, 'police', id_no_18 FROM police_custody
    UNION ALL
    SELECT record_id, 'police', id_no_18 FROM police_penalties
)
SELECT person.person_id, carried.source, carried.id_no_18, MIN(carried.record_id) AS record_id
FROM carried
INNER JOIN persons AS person ON person.record_id = carried.record_id
WHERE carried.id_no_18 IS NOT NULL
GROUP BY person.person_id, carried.source, carried.id_no_18
