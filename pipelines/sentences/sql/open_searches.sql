-- The search still open on the night for a person lost by `as_of`: the newest one.
WITH ranked AS (
    SELECT k.record_id, f.record_id AS evidence, f.lost_date,
           row_number() OVER (PARTITION BY k.record_id ORDER BY f.lost_date DESC, f.record_id) AS choice
    FROM contact_clock AS k
    JOIN justice_searches AS f ON f.correction_no = k.correction_no
    WHERE f.lost_date <= k.as_of AND (f.found_date IS NULL OR f.found_date > k.night)
)
SELECT record_id, evidence, lost_date
FROM ranked
WHERE choice = 1
