-- Why nobody could expect contact on `as_of`: one per person, in this order.
WITH found AS (
    SELECT k.record_id, 1 AS place, 'died' AS explanation, d.record_id AS evidence
    FROM contact_clock AS k
    JOIN persons AS p ON p.person_id = k.person_id
    JOIN police_population AS d ON d.record_id = p.record_id
    WHERE d.status = 'died' AND d.status_date <= k.as_of
    UNION ALL
    SELECT k.record_id, 2 AS place, 'custody' AS explanation, c.record_id AS evidence
    FROM contact_clock AS k
    JOIN full_restraint AS c ON c.person_id = k.person_id
    WHERE c.start_date <= k.as_of AND c.end_date >= k.as_of
    UNION ALL
    -- between the counties: decided, and the new county has not received the person
    SELECT k.record_id, 3 AS place, 'transfer' AS explanation, t.record_id AS evidence
    FROM contact_clock AS k
    JOIN justice_transfers AS t ON t.correction_no = k.correction_no
    WHERE t.decided_date <= k.as_of AND (t.received_date IS NULL OR t.received_date > k.as_of)
    UNION ALL
    -- on leave, which excuses only until the clock it restarted runs out
    SELECT k.record_id, 4 AS place, 'leave' AS explanation, l.record_id AS evidence
    FROM contact_due AS k
    JOIN justice_leaves AS l ON l.correction_no = k.correction_no
    WHERE l.approved
      AND l.start_date <= k.as_of AND l.end_date >= k.as_of
      AND (l.returned_date IS NULL OR l.returned_date > k.as_of)
      AND k.as_of <= k.due_date
),
ranked AS (
    SELECT record_id, place, explanation, evidence,
           row_number() OVER (PARTITION BY record_id ORDER BY place, evidence) AS choice
    FROM found
)
SELECT record_id, place, explanation, evidence
FROM ranked
WHERE choice = 1
