-- Which register rows could answer which duty: same person, and the case agrees by number or by kind and dates.
-- Days apart: the duty's effective date against the register's effective or start date, whichever is nearer.
WITH of_one_person AS (
    SELECT d.origin,
           d.record_id AS duty_record,
           r.record_id AS register_record,
           d.in_force,
           d.case_key AS duty_case,
           r.case_key AS register_case,
           d.correction_type = r.correction_type AS same_type,
           coalesce(r.received_on, DATE '9999-12-31') AS received_on,
           least(coalesce(abs(days_between(d.effective_date, r.effective_date)), 99999),
                 coalesce(abs(days_between(d.effective_date, r.start_date)), 99999)) AS days_apart
    FROM duties AS d
    JOIN register_known AS r ON r.person_id = d.person_id
),
judged AS (
    SELECT origin, duty_record, register_record, in_force, received_on, days_apart,
           CASE WHEN duty_case = register_case THEN 1
                WHEN NOT same_type THEN 0
                WHEN (duty_case IS NULL OR register_case IS NULL) AND days_apart <= 60 THEN 2
                -- both numbers readable and different: only kind and dates together still make it the same case
                WHEN duty_case <> register_case AND days_apart <= 1 THEN 3
                ELSE 0 END AS evidence
    FROM of_one_person
)
SELECT origin, duty_record, register_record, days_apart, received_on, evidence,
       -- a sentence not in force (on appeal, replaced) must not take the row of the one that is
       CASE WHEN in_force THEN 0 ELSE 1 END AS standing,
       -- one case in two counties after a transfer: where the person was received first answers the question
       CASE WHEN evidence = 1 THEN received_on ELSE DATE '9999-12-31' END AS received_in_case
FROM judged
WHERE evidence > 0
