-- When an open term of correction ends, by every computation that court and register allow: one row per register row and
-- basis. 缓刑 runs for the probation term, 管制 for the penalty less two days for each day of detention before it.
--   court     the court's effective date and the court's term
--   register  the register's start (else its effective date) and its own term
--   mixed     one's start with the other's term
-- A court's date that was only computed (`estimated`) counts as one that may be right.
-- a sentence of another kind is compared by its kind, not by its length; one not in force binds nobody
WITH decided AS (
    SELECT
        open_terms.record_id AS register_record,
        sentence.record_id AS sentence_record,
        effective.effective_date,
        COALESCE(effective.estimated, FALSE) AS estimated,
        CASE
            WHEN sentence.correction_type = 'probation' AND sentence.probation_term_kind = 'probation'
                THEN sentence.probation_term_months
            WHEN sentence.correction_type = 'public_surveillance'
                AND sentence.principal_penalty_kind IN ('public_surveillance', 'unspecified')
                THEN sentence.principal_penalty_months
        END AS months,
        CASE
            WHEN sentence.correction_type = 'probation' THEN sentence.probation_term_days
            ELSE sentence.principal_penalty_days
        END AS days,
        sentence.detention_days
    FROM open_terms
    INNER JOIN court_sentences AS sentence
        ON sentence.record_id = open_terms.sentence_record
        AND sentence.status = 'in_force'
        AND sentence.correction_type = open_terms.correction_type
    LEFT JOIN effective ON effective.record_id = sentence.record_id
),
stated AS (
    SELECT
        decided.register_record,
        'court' AS basis,
        decided.sentence_record,
        decided.estimated,
        decided.effective_date AS start_day,
        decided.months,
        decided.days
    FROM decided
    UNION ALL
    SELECT
        open_terms.record_id AS register_record,
        'register' AS basis,
        CAST(NULL AS VARCHAR) AS sentence_record,
        FALSE AS estimated,
        COALESCE(open_terms.start_date, open_terms.effective_date) AS start_day,
        open_terms.months,
        open_terms.days
    FROM open_terms
    UNION ALL
    SELECT
        decided.register_record,
        'mixed' AS basis,
        decided.sentence_record,
        FALSE AS estimated,
        COALESCE(open_terms.start_date, open_terms.effective_date) AS start_day,
        decided.months,
        decided.days
    FROM decided
    INNER JOIN open_terms ON open_terms.record_id = decided.register_record
    UNION ALL
    SELECT
        decided.register_record,
        'mixed' AS basis,
        decided.sentence_record,
        decided.estimated,
        decided.effective_date AS start_day,
        open_terms.months,
        open_terms.days
    FROM decided
    INNER JOIN open_terms ON open_terms.record_id = decided.register_record
)
SELECT
    stated.register_record,
    stated.basis,
    stated.sentence_record,
    stated.estimated,
    stated.start_day,
    term_ends.months,
    term_ends.days,
    -- nobody says how long the detention before 管制 was: the end may lie anywhere before
    CASE
        WHEN open_terms.correction_type = 'probation' THEN term_ends.first_end
        WHEN decided.detention_days IS NOT NULL THEN add_days(term_ends.first_end, -2 * decided.detention_days)
    END AS first_end,
    CASE
        WHEN open_terms.correction_type = 'public_surveillance' AND decided.detention_days > 0
            THEN add_days(term_ends.last_end, -2 * decided.detention_days)
        ELSE term_ends.last_end
    END AS last_end,
    CASE
        WHEN open_terms.correction_type = 'public_surveillance' AND decided.detention_days > 0
            THEN term_ends.arithmetic || '，先行羁押' || CAST(decided.detention_days AS VARCHAR) || '日折抵'
                || CAST(2 * decided.detention_days AS VARCHAR) || '日'
        ELSE term_ends.arithmetic
    END AS arithmetic
FROM stated
INNER JOIN open_terms ON open_terms.record_id = stated.register_record
INNER JOIN term_ends
    ON term_ends.start_day = stated.start_day
    AND term_ends.months = stated.months
    AND term_ends.days = COALESCE(stated.days, 0)
LEFT JOIN decided ON decided.register_record = stated.register_record
