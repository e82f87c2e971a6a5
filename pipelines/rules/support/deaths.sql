-- Whom the police report dead, one row per record. `died_on`: null where no day is stated; it may then have been any day.
SELECT resident.record_id, person.person_id, resident.status_date AS died_on
FROM police_population AS resident
INNER JOIN persons AS person ON person.record_id = resident.record_id
WHERE resident.status = 'died'
