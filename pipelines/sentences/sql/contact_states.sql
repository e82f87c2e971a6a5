-- The contact state with what it rests on.
SELECT record_id, county, correction_type,
       CASE WHEN verdict = 'term_over' THEN 'explained' ELSE verdict END AS state,
       CASE WHEN verdict = 'term_over' THEN 'term_over' WHEN verdict = 'explained' THEN reason END AS explanation,
       CASE WHEN verdict = 'term_over' THEN record_id WHEN verdict = 'explained' THEN reason_record END
           AS explanation_record,
       level, level_assumed, interval_days,
       last_contact_date, last_contact_record,
       anchor_date, anchor_way, anchor_record,
       due_date, as_of,
       days_between(beyond_from, as_of) AS days_beyond,
       -- the same bands as for a late report
       CASE WHEN verdict NOT IN ('overdue', 'lost') OR as_of <= beyond_from THEN NULL
            WHEN days_between(beyond_from, as_of) <= 10 THEN '1_10_days'
            WHEN as_of <= add_months(beyond_from, 1) THEN '11_days_to_month'
            ELSE 'over_month' END AS band,
       search_record
FROM contact_judged
