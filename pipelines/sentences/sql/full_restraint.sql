-- Custody that makes reporting and contact impossible, first and last day included, without an end still inside.
-- 拘留 that turns into 逮捕 is one stay in several records: stay_end is the end of the unbroken stay.
-- 取保候审, 监视居住, 社区戒毒 restrain but do not excuse.
WITH held AS (
    SELECT p.person_id, c.record_id, c.start_date, coalesce(c.end_date, DATE '9999-12-31') AS end_date
    FROM police_custody AS c
    CROSS JOIN parameters AS n
    JOIN persons AS p ON p.record_id = c.record_id
    WHERE c.start_date <= n.night
      AND c.kind IN ('administrative_detention', 'judicial_detention', 'criminal_detention', 'arrest',
                     'compulsory_drug_isolation')
),
before AS (
    SELECT *,
           max(end_date) OVER (
               PARTITION BY person_id ORDER BY start_date, end_date, record_id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS held_until
    FROM held
),
stays AS (
    SELECT *,
           sum(CASE WHEN held_until IS NULL OR days_between(held_until, start_date) > 1 THEN 1 ELSE 0 END) OVER (
               PARTITION BY person_id ORDER BY start_date, end_date, record_id
               ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
           ) AS stay
    FROM before
)
SELECT person_id, record_id, start_date, end_date, max(end_date) OVER (PARTITION BY person_id, stay) AS stay_end
FROM stays
