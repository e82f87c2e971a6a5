-- Register rows that may be the same person, unsure, and that answer no other sentence: a person has to look. The doubt
-- may lie between any record of the sentence's person and any record (a population entry, say) of the register's.
WITH unsure AS (
    SELECT record_a AS mention, record_b AS other, weight FROM pairs WHERE outcome = 'review'
    UNION ALL
    SELECT record_b AS mention, record_a AS other, weight FROM pairs WHERE outcome = 'review'
),
ranked AS (
    SELECT u.record_id,
           r.record_id AS register_record,
           row_number() OVER (
               PARTITION BY u.record_id ORDER BY q.weight DESC, r.record_id, q.mention, q.other
           ) AS choice
    FROM unreceived AS u
    JOIN persons AS p ON p.person_id = u.person_id
    JOIN unsure AS q ON q.mention = p.record_id
    JOIN persons AS o ON o.record_id = q.other
    JOIN register_known AS r ON r.person_id = o.person_id
    WHERE o.person_id <> u.person_id
      AND NOT EXISTS (SELECT 1 FROM links AS l WHERE l.register_record = r.record_id)
)
SELECT record_id, register_record
FROM ranked
WHERE choice = 1
