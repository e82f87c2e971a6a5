-- Died on or before the deadline: nobody was left to report.
SELECT u.record_id, 1 AS place, 'died' AS explanation, d.record_id AS evidence, d.status_date AS since
FROM unreceived AS u
JOIN persons AS p ON p.person_id = u.person_id
JOIN police_population AS d ON d.record_id = p.record_id
WHERE d.status = 'died' AND d.status_date <= u.deadline
