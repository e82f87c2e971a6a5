-- The day the interval runs from, before leave is considered. Nobody ever seen: the start of correction, else no clock.
-- The end of a custody and the hand-over of an accepted transfer move it on: until then contact could not be expected.
WITH footing AS (
    SELECT k.record_id, k.person_id, k.correction_no, k.horizon, k.interval_days,
           coalesce(s.day, k.start_date) AS day,
           coalesce(s.way, 'start') AS way,
           coalesce(s.evidence, k.record_id) AS evidence
    FROM contact_clock AS k
    LEFT JOIN seen AS s ON s.record_id = k.record_id
    WHERE s.day IS NOT NULL OR k.start_date IS NOT NULL
),
moved AS (
    SELECT record_id, horizon, interval_days, correction_no, day, way, 1 AS place, evidence FROM footing
    UNION ALL
    SELECT f.record_id, f.horizon, f.interval_days, f.correction_no, c.end_date AS day, 'custody_end' AS way, 2 AS place,
           c.record_id AS evidence
    FROM footing AS f
    JOIN full_restraint AS c ON c.person_id = f.person_id
    WHERE c.end_date > f.day AND c.end_date <= f.horizon
    UNION ALL
    SELECT f.record_id, f.horizon, f.interval_days, f.correction_no, t.received_date AS day, 'transfer' AS way,
           3 AS place, t.record_id AS evidence
    FROM footing AS f
    JOIN justice_transfers AS t ON t.correction_no = f.correction_no
    WHERE t.received_date > f.day AND t.received_date <= f.horizon
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY record_id ORDER BY day DESC, place, evidence) AS choice
    FROM moved
)
SELECT record_id, correction_no, horizon, interval_days, day, way, evidence
FROM ranked
WHERE choice = 1
