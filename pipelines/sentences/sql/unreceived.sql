-- Duties whose deadline has passed in the region without anyone received: only these need an explanation or a review.
SELECT d.origin, d.record_id, d.person_id, d.correction_type, d.case_key, d.charges,
       coalesce(d.pronounced_date, d.effective_date) AS made_on,
       c.deadline
FROM duties AS d
JOIN clocks AS c ON c.record_id = d.record_id
CROSS JOIN parameters AS n
LEFT JOIN links AS l ON l.duty_record = d.record_id
LEFT JOIN counties AS k ON k.county = d.county
WHERE d.in_force
  AND c.deadline < n.night
  AND l.received_on IS NULL
  AND (d.county IS NULL OR k.in_region)
