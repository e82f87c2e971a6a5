-- A later sentence in force punishes this one with it (数罪并罚).
SELECT u.record_id, 5 AS place, 'absorbed' AS explanation, s.record_id AS evidence, later.pronounced_date AS since
FROM unreceived AS u
JOIN duties AS later ON later.person_id = u.person_id AND later.origin = 'sentences'
JOIN court_sentences AS s ON s.record_id = later.record_id
WHERE later.in_force
  AND later.pronounced_date > u.made_on
  AND later.record_id <> u.record_id
  AND (s.principal_penalty LIKE '%并罚%' OR s.probation_term LIKE '%并罚%')
