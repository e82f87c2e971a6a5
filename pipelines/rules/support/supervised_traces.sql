-- The numbers of people in correction: few beside those of everybody who sleeps in hotels and travels.
SELECT DISTINCT traces.person_id, traces.id_no_18
FROM traces
INNER JOIN supervised ON supervised.person_id = traces.person_id
