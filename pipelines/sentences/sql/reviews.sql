-- Register rows that may be the same person, unsure, and that answer no other sentence: a person has to look.
WITH unsure AS (
    SELECT record_a AS mention, record_b AS register_record, weight FROM pairs WHERE outcome = 'review'
    UNION ALL
    SELECT record_b AS mention, record_a AS register_record, weight FROM pairs WHERE outcome = 'review'
),
ranked AS (
    SELECT u.record_id,
           q.register_record,
           row_number() OVER (PARTITION BY u.record_id ORDER BY q.weight DESC, q.register_record, q.mention) AS choice
    FROM unreceived AS u
    JOIN persons AS p ON p.person_id = u.person_id
    JOIN unsure AS q ON q.mention = p.record_id
    JOIN register_known AS r ON r.record_id = q.register_record
    WHERE NOT EXISTS (SELECT 1 FROM links AS l WHERE l.register_record = q.register_record)
)
SELECT record_id, register_record
FROM ranked
WHERE choice = 1
