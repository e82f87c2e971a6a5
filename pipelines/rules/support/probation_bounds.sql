-- Sentences to probation in force whose penalty or length of probation is outside what the law allows. `not_provable`: a length in
-- days of 28 and more, which cannot be compared with months, or a penalty of which nobody says of what kind it is.
WITH sentenced AS (
    SELECT
        sentence.record_id,
        sentence.execution_county AS county,
        sentence.case_no,
        sentence.correction_type,
        sentence.id_no_18,
        sentence.principal_penalty,
        sentence.principal_penalty_kind AS kind,
        sentence.principal_penalty_months AS penalty_months,
        sentence.principal_penalty_days AS penalty_days,
        sentence.probation_term,
        CASE WHEN sentence.probation_term_kind = 'probation' THEN sentence.probation_term_months END AS months,
        sentence.probation_term_days AS days,
        CASE
            WHEN sentence.pronounced_date <= parameters.night THEN sentence.pronounced_date
            ELSE effective.effective_date
        END AS since,
        link.register_record
    FROM court_sentences AS sentence
    CROSS JOIN parameters
    INNER JOIN effective ON effective.record_id = sentence.record_id
    LEFT JOIN sentence_links AS link ON link.sentence_record = sentence.record_id
    WHERE sentence.correction_type = 'probation'
        AND sentence.status = 'in_force'
        AND COALESCE(effective.effective_date <= parameters.night, TRUE)
),
bounds AS (
    SELECT
        sentenced.*,
        CASE
            WHEN sentenced.kind = 'life'
                OR (
                    sentenced.kind IN ('imprisonment', 'unspecified')
                    AND (sentenced.penalty_months > 36 OR (sentenced.penalty_months = 36 AND sentenced.penalty_days > 0))
                )
                THEN '三年以上刑期不得宣告缓刑'
        END AS penalty_fault,
        CASE
            WHEN sentenced.kind NOT IN ('imprisonment', 'detention', 'unspecified') THEN NULL
            WHEN sentenced.months < sentenced.penalty_months
                OR (sentenced.months = sentenced.penalty_months AND sentenced.days < sentenced.penalty_days)
                THEN '考验期短于原判刑期'
            WHEN sentenced.months < 2 THEN '考验期少于二个月'
            WHEN sentenced.kind = 'imprisonment' AND sentenced.months < 12 THEN '有期徒刑的考验期少于一年'
            WHEN sentenced.kind = 'detention' AND (sentenced.months > 12 OR (sentenced.months = 12 AND sentenced.days > 0))
                THEN '拘役的考验期超过一年'
            WHEN sentenced.months > 60 OR (sentenced.months = 60 AND sentenced.days > 0) THEN '考验期超过五年'
        END AS probation_fault,
        -- too short for 有期徒刑, or too long for 拘役, which is six months at most (刑法42): a bare length says neither
        sentenced.kind = 'unspecified'
        AND (
            sentenced.months < 12
            OR (sentenced.penalty_months <= 6 AND (sentenced.months > 12 OR (sentenced.months = 12 AND sentenced.days > 0)))
        ) AS kind_matters
    FROM sentenced
)
SELECT
    bounds.record_id,
    bounds.county,
    bounds.case_no,
    bounds.correction_type,
    bounds.id_no_18,
    bounds.principal_penalty,
    bounds.kind,
    bounds.penalty_months,
    bounds.penalty_days,
    bounds.probation_term,
    bounds.months,
    bounds.days,
    bounds.since,
    bounds.register_record,
    CASE WHEN bounds.kind = 'life' OR bounds.penalty_days < 28 THEN bounds.penalty_fault END AS penalty_fault,
    CASE
        WHEN (bounds.kind = 'life' OR bounds.penalty_days < 28) AND NOT COALESCE(bounds.days >= 28, FALSE) THEN bounds.probation_fault
    END AS probation_fault,
    -- the register writes another penalty or term: one of the two exports is mistyped, perhaps the court's
    COALESCE(
        register.principal_penalty_months <> bounds.penalty_months
        OR register.probation_term_months <> bounds.months
        OR (register.principal_penalty_kind <> bounds.kind AND register.principal_penalty_kind <> 'unspecified'),
        FALSE
    ) AS contradicted,
    -- a month is longer than any number of days below 28, so months and days compare in this order
    CASE
        WHEN (bounds.kind = 'life' OR bounds.penalty_days < 28)
            AND (
                bounds.penalty_fault IS NOT NULL
                OR (bounds.probation_fault IS NOT NULL AND NOT COALESCE(bounds.days >= 28, FALSE))
            )
            THEN NULL
        WHEN bounds.kind IS NULL THEN 'kind_unknown'
        WHEN bounds.penalty_fault IS NOT NULL OR bounds.probation_fault IS NOT NULL THEN 'length_unclear'
        ELSE 'kind_unknown'
    END AS not_provable
FROM bounds
LEFT JOIN justice_register AS register ON register.record_id = bounds.register_record
WHERE bounds.penalty_fault IS NOT NULL OR bounds.probation_fault IS NOT NULL OR bounds.kind_matters
