-- Every term whose end somebody may ask for, each once: the day it starts and its length, as court and register state
-- them, and, within one case, the start that one states with the length that the other states.
-- 缓刑 runs for the probation term, 管制 for the penalty itself; for 假释 and 暂予监外执行 no length says when they end.
WITH decided AS (
    SELECT
        NULLIF(sentence.case_no_key, '') AS case_no_key,
        effective.effective_date AS start_day,
        CASE
            WHEN sentence.correction_type = 'probation' THEN sentence.probation_term_months
            WHEN sentence.correction_type = 'public_surveillance' THEN sentence.principal_penalty_months
        END AS months,
        CASE
            WHEN sentence.correction_type = 'probation' THEN sentence.probation_term_days
            WHEN sentence.correction_type = 'public_surveillance' THEN sentence.principal_penalty_days
        END AS days
    FROM court_sentences AS sentence
    LEFT JOIN effective ON effective.record_id = sentence.record_id
),
registered AS (
    SELECT
        NULLIF(register.case_no_key, '') AS case_no_key,
        register.start_date,
        register.effective_date,
        CASE
            WHEN register.correction_type = 'probation' THEN register.probation_term_months
            WHEN register.correction_type = 'public_surveillance' THEN register.principal_penalty_months
        END AS months,
        CASE
            WHEN register.correction_type = 'probation' THEN register.probation_term_days
            WHEN register.correction_type = 'public_surveillance' THEN register.principal_penalty_days
        END AS days
    FROM justice_register AS register
),
stated AS (
    SELECT start_day, months, days FROM decided
    UNION
    SELECT start_date AS start_day, months, days FROM registered
    UNION
    SELECT effective_date AS start_day, months, days FROM registered
    UNION
    SELECT decided.start_day, registered.months, registered.days
    FROM decided
    INNER JOIN registered ON registered.case_no_key = decided.case_no_key
    UNION
    SELECT registered.start_date AS start_day, decided.months, decided.days
    FROM registered
    INNER JOIN decided ON decided.case_no_key = registered.case_no_key
)
SELECT DISTINCT
    stated.start_day,
    CAST(stated.months AS BIGINT) AS months,
    CAST(COALESCE(stated.days, 0) AS BIGINT) AS days
FROM stated
WHERE stated.start_day IS NOT NULL
    AND stated.months IS NOT NULL
    AND stated.months + COALESCE(stated.days, 0) > 0
ORDER BY start_day, months, days
