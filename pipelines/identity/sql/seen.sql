-- Every record in the deliveries so far: the first day it was delivered, and the claim of its newest row.
-- seen_rows(record_id, first_day, claim, arrival): what was known before has arrival 0.
SELECT record_id, min(first_day) AS first_day,
    substr(max(CAST(1000000 + arrival AS VARCHAR) || claim), 8, 16) AS claim
FROM seen_rows
GROUP BY record_id
ORDER BY record_id
