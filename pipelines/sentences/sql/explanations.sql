-- One explanation per duty: the first of the six that holds, by its earliest evidence.
WITH found AS (
    SELECT * FROM explained_died
    UNION ALL SELECT * FROM explained_custody
    UNION ALL SELECT * FROM explained_revoked
    UNION ALL SELECT * FROM explained_retried
    UNION ALL SELECT * FROM explained_absorbed
    UNION ALL SELECT * FROM explained_transferred
),
ranked AS (
    SELECT record_id, explanation, evidence,
           row_number() OVER (PARTITION BY record_id ORDER BY place, since, evidence) AS choice
    FROM found
)
SELECT record_id, explanation, evidence
FROM ranked
WHERE choice = 1
