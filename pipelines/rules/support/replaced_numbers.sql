-- Numbers the police have replaced by another: the resident's row, the number now and the one before.
SELECT resident.record_id, person.person_id, resident.id_no_18, resident.former_id_no_18
FROM police_population AS resident
INNER JOIN persons AS person ON person.record_id = resident.record_id
WHERE resident.former_id_no_18 IS NOT NULL AND resident.former_id_no_18 <> resident.id_no_18
