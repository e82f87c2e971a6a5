-- The day on which a time limit that runs to `day` really ends: that day, else the next working day (刑诉法105).
-- Days whose next working day the calendar does not know are left out: no guess.
WITH following AS (
    SELECT
        calendar.day,
        MIN(CASE WHEN calendar.is_working THEN calendar.day END) OVER (
            ORDER BY calendar.day ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS due_day
    FROM calendar
)
SELECT following.day, following.due_day
FROM following
WHERE following.due_day IS NOT NULL
