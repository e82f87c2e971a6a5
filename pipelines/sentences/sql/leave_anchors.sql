-- An approved leave restarts the clock once, at its start, if it began before the clock ran out; the next leave does so
-- only if it began before the clock so restarted ran out. After the first gap that is too long nothing counts any more.
WITH begun AS (
    SELECT a.record_id, a.day AS anchor_day, a.interval_days, l.start_date, l.record_id AS evidence
    FROM anchors AS a
    JOIN justice_leaves AS l ON l.correction_no = a.correction_no
    WHERE l.approved AND l.start_date > a.day AND l.start_date <= a.horizon
),
gaps AS (
    SELECT *,
           days_between(
               coalesce(lag(start_date) OVER (PARTITION BY record_id ORDER BY start_date, evidence), anchor_day),
               start_date) AS gap
    FROM begun
),
chained AS (
    SELECT *,
           sum(CASE WHEN gap > interval_days THEN 1 ELSE 0 END) OVER (
               PARTITION BY record_id ORDER BY start_date, evidence
               ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
           ) AS breaks
    FROM gaps
),
ranked AS (
    SELECT record_id, start_date, evidence,
           row_number() OVER (PARTITION BY record_id ORDER BY start_date DESC, evidence) AS choice
    FROM chained
    WHERE breaks = 0
)
SELECT record_id, start_date AS day, 'leave' AS way, evidence
FROM ranked
WHERE choice = 1
