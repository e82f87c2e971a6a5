-- The disposition with what it rests on. Days late run from the deadline to the day received, or to the night.
WITH late AS (
    SELECT *,
           CASE disposition WHEN 'received_late' THEN received_on WHEN 'never_received' THEN night END AS late_until
    FROM judged
)
SELECT origin, record_id, county, correction_type, disposition,
       CASE WHEN disposition = 'explained' THEN explanation END AS explanation,
       CASE WHEN disposition = 'explained' THEN explanation_record END AS explanation_record,
       register_record, link_way, exact,
       effective_date, estimated, effective_arithmetic, deadline, deadline_arithmetic, received_on,
       days_between(deadline, late_until) AS days_late,
       -- 办法34、35、46: ten days 训诫, up to one month 警告, beyond it a petition; "超过" excludes the number itself
       CASE WHEN late_until IS NULL THEN NULL
            WHEN days_between(deadline, late_until) <= 10 THEN '1_10_days'
            WHEN late_until <= add_months(deadline, 1) THEN '11_days_to_month'
            ELSE 'over_month' END AS band,
       -- the papers came, the person did not
       register_record IS NOT NULL AND received_on IS NULL AS file_opened,
       CASE WHEN disposition = 'needs_review' THEN review_record END AS review_record,
       covered_to
FROM late
