-- Under full restraint on the deadline and still on the night.
SELECT u.record_id, 2 AS place, 'custody' AS explanation, c.record_id AS evidence, c.start_date AS since
FROM unreceived AS u
JOIN full_restraint AS c ON c.person_id = u.person_id
CROSS JOIN parameters AS n
WHERE c.start_date <= u.deadline AND c.end_date >= u.deadline AND c.stay_end >= n.night
