-- The last day to report, by the law's own table of deadlines; a year its calendar does not know gives no deadline.
SELECT d.record_id,
       l.due_day AS deadline,
       CASE WHEN l.due_day IS NOT NULL THEN l.arithmetic
            WHEN d.clock_start IS NOT NULL THEN '工作日历未载 ' || iso_text(d.clock_start) || ' + 10日所及年份,期限不能计算'
            WHEN d.correction_type = 'temporary_release' THEN '未载明收到决定日期,期限无从起算'
            ELSE '生效日期无从确定,期限无从起算' END AS deadline_arithmetic
FROM duties AS d
LEFT JOIN deadlines AS l ON l.from_day = d.clock_start AND l.days = 10
