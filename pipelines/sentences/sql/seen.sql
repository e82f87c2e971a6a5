-- When the person was last seen: contact, or the report or reception in the register, which count as contacts.
WITH occasions AS (
    SELECT record_id, day, 'contact' AS way, 1 AS place, evidence FROM last_contacts
    UNION ALL
    SELECT record_id, reported_date AS day, 'reported' AS way, 2 AS place, record_id AS evidence
    FROM contact_clock WHERE reported_date IS NOT NULL
    UNION ALL
    SELECT record_id, received_date AS day, 'received' AS way, 3 AS place, record_id AS evidence
    FROM contact_clock WHERE received_date IS NOT NULL
),
ranked AS (
    SELECT record_id, day, way, evidence,
           row_number() OVER (PARTITION BY record_id ORDER BY day DESC, place, evidence) AS choice
    FROM occasions
)
SELECT record_id, day, way, evidence
FROM ranked
WHERE choice = 1
