-- Full restraint (rules §1), one row per record. 拘留 that turns into 逮捕 is one stay in several records: `stay_from` and
-- `stay_to` are the first and last day of the unbroken stay. Without an end the person is still inside.
WITH held AS (
    SELECT
        custody.record_id,
        person.person_id,
        custody.kind,
        custody.id_no_18,
        CASE WHEN custody.decided_date <= parameters.night THEN custody.decided_date END AS decided_on,
        custody.start_date AS from_day,
        COALESCE(custody.end_date, DATE '9999-12-31') AS to_day,
        CASE
            WHEN custody.corrections_notified_date <= parameters.night THEN custody.corrections_notified_date
        END AS notified_on
    FROM police_custody AS custody
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = custody.record_id
    WHERE custody.start_date <= parameters.night
        AND custody.kind IN (
            'administrative_detention', 'judicial_detention', 'criminal_detention', 'arrest', 'compulsory_drug_isolation'
        )
),
before AS (
    SELECT
        held.*,
        MAX(held.to_day) OVER (
            PARTITION BY held.person_id ORDER BY held.from_day, held.to_day, held.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS held_until
    FROM held
),
numbered AS (
    SELECT
        before.*,
        SUM(CASE WHEN before.held_until IS NULL OR days_between(before.held_until, before.from_day) > 1 THEN 1 ELSE 0 END) OVER (
            PARTITION BY before.person_id ORDER BY before.from_day, before.to_day, before.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stay
    FROM before
)
SELECT
    numbered.record_id,
    numbered.person_id,
    numbered.kind,
    numbered.id_no_18,
    numbered.decided_on,
    numbered.from_day,
    numbered.to_day,
    numbered.notified_on,
    MIN(numbered.from_day) OVER (PARTITION BY numbered.person_id, numbered.stay) AS stay_from,
    MAX(numbered.to_day) OVER (PARTITION BY numbered.person_id, numbered.stay) AS stay_to
FROM numbered
