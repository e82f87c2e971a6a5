-- Register rows discharged before the end of the term by the word that is believed first. `explanation`: the case goes on in
-- another file, a commutation, a revocation, death, or a decision that was replaced. `not_provable`: another date, by itself no
-- weaker, allows the discharge.
WITH completed AS (
    SELECT
        register.record_id,
        register.county,
        register.correction_no,
        register.correction_type,
        NULLIF(register.case_no_key, '') AS case_no_key,
        register.start_date,
        register.effective_date,
        register.end_date,
        register.ended_date,
        CASE
            WHEN register.correction_type = 'probation' AND register.probation_term_kind = 'probation'
                THEN register.probation_term_months
            WHEN register.correction_type = 'public_surveillance'
                AND register.principal_penalty_kind IN ('public_surveillance', 'unspecified')
                THEN register.principal_penalty_months
        END AS months,
        CASE
            WHEN register.correction_type = 'probation' THEN register.probation_term_days
            ELSE register.principal_penalty_days
        END AS days,
        person.person_id,
        link.sentence_record,
        link.exact
    FROM ended_early
    INNER JOIN justice_register AS register ON register.record_id = ended_early.record_id
    INNER JOIN persons AS person ON person.record_id = register.record_id
    LEFT JOIN sentence_links AS link ON link.register_record = register.record_id
),
decided AS (
    SELECT
        completed.record_id,
        completed.correction_type,
        completed.sentence_record,
        sentence.status,
        sentence.correction_type AS decided_type,
        effective.effective_date,
        COALESCE(effective.estimated, FALSE) AS estimated,
        CASE
            WHEN sentence.correction_type = 'probation' AND sentence.probation_term_kind = 'probation'
                THEN sentence.probation_term_months
            WHEN sentence.correction_type = 'public_surveillance'
                AND sentence.principal_penalty_kind IN ('public_surveillance', 'unspecified')
                AND sentence.detention_days IS NOT NULL
                THEN sentence.principal_penalty_months
        END AS months,
        CASE
            WHEN sentence.correction_type = 'probation' THEN sentence.probation_term_days
            ELSE sentence.principal_penalty_days
        END AS days,
        -- a day of detention before 管制 counts for two; of a probation none is taken off
        CASE WHEN sentence.correction_type = 'public_surveillance' THEN sentence.detention_days ELSE 0 END AS detention_days
    FROM completed
    INNER JOIN court_sentences AS sentence ON sentence.record_id = completed.sentence_record
    LEFT JOIN effective ON effective.record_id = sentence.record_id
),
-- ends that somebody's dates and lengths allow; the weight says who is believed first
ends AS (
    SELECT
        decided.record_id,
        1 AS weight,
        decided.sentence_record AS source_record,
        add_days(term_ends.first_end, -2 * decided.detention_days) AS first_end,
        term_ends.arithmetic || CASE
            WHEN decided.detention_days > 0 THEN '，先行羁押' || CAST(decided.detention_days AS VARCHAR) || '日折抵'
                || CAST(2 * decided.detention_days AS VARCHAR) || '日'
            ELSE ''
        END AS arithmetic
    FROM decided
    INNER JOIN term_ends
        ON term_ends.start_day = decided.effective_date
        AND term_ends.months = decided.months
        AND term_ends.days = decided.days
    WHERE decided.status = 'in_force'
        AND decided.decided_type = decided.correction_type
    UNION ALL
    SELECT
        completed.record_id,
        2 AS weight,
        released.record_id AS source_record,
        release.sentence_end_date AS first_end,
        '监所登记的刑期止日 ' || iso_text(release.sentence_end_date) AS arithmetic
    FROM completed
    INNER JOIN release_dispositions AS released ON released.register_record = completed.record_id
    INNER JOIN justice_prison_releases AS release ON release.record_id = released.record_id
    WHERE completed.correction_type IN ('parole', 'temporary_release')
        AND release.release_kind = completed.correction_type
        AND release.sentence_end_date IS NOT NULL
    UNION ALL
    -- 管制 without the court's word on detention: the register's length is only the longest it can have been
    SELECT
        completed.record_id,
        3 AS weight,
        CAST(NULL AS VARCHAR) AS source_record,
        term_ends.first_end,
        '登记的起始日期和考验期：' || term_ends.arithmetic AS arithmetic
    FROM completed
    INNER JOIN term_ends
        ON term_ends.start_day = COALESCE(completed.start_date, completed.effective_date)
        AND term_ends.months = completed.months
        AND term_ends.days = completed.days
    WHERE completed.correction_type = 'probation'
    UNION ALL
    SELECT
        completed.record_id,
        4 AS weight,
        CAST(NULL AS VARCHAR) AS source_record,
        completed.end_date AS first_end,
        '登记的矫正结束日期 ' || iso_text(completed.end_date) AS arithmetic
    FROM completed
    WHERE completed.end_date IS NOT NULL
),
ranked AS (
    SELECT
        ends.*,
        MIN(ends.first_end) OVER (PARTITION BY ends.record_id) AS earliest,
        ROW_NUMBER() OVER (PARTITION BY ends.record_id ORDER BY ends.weight, ends.first_end, ends.source_record) AS place
    FROM ends
),
early AS (
    SELECT
        completed.*,
        ranked.source_record,
        ranked.first_end,
        ranked.arithmetic,
        COALESCE(decided.estimated AND ranked.weight = 1, FALSE) AS estimated,
        days_between(completed.ended_date, ranked.first_end) AS days_early,
        -- what the court or the prison says is compared by itself; the register alone, or a computed date, has to
        -- contradict the discharge in everything that is said
        (ranked.weight <= 2 AND NOT COALESCE(decided.estimated AND ranked.weight = 1, FALSE))
        OR completed.ended_date < add_days(ranked.earliest, -1) AS proven,
        -- a sentence set aside or replaced says nothing about the end, and the register may already follow the new one
        COALESCE(decided.status, 'in_force') <> 'in_force' AS decided_anew
    FROM completed
    INNER JOIN ranked ON ranked.record_id = completed.record_id AND ranked.place = 1
    LEFT JOIN decided ON decided.record_id = completed.record_id
    WHERE completed.ended_date < add_days(ranked.first_end, -1)
)
SELECT
    early.record_id,
    early.county,
    early.correction_type,
    early.ended_date,
    early.days_early,
    early.sentence_record,
    early.source_record,
    early.exact,
    early.estimated,
    early.first_end,
    early.arithmetic,
    CASE
        -- the case goes on in another file
        WHEN EXISTS (
            SELECT 1
            FROM justice_register AS other
            INNER JOIN persons AS person ON person.record_id = other.record_id
            WHERE person.person_id = early.person_id
                AND other.record_id <> early.record_id
                AND (
                    other.case_no_key = early.case_no_key
                    OR (
                        (early.case_no_key IS NULL OR NULLIF(other.case_no_key, '') IS NULL)
                        AND other.correction_type = early.correction_type
                    )
                )
                AND (other.status IN ('in_correction', 'not_reported') OR other.ended_date > early.ended_date)
        ) THEN 'other_file'
        WHEN EXISTS (
            SELECT 1 FROM justice_sanctions AS petition
            WHERE petition.correction_no = early.correction_no
                AND petition.kind = 'petition_commutation'
                AND petition.decided_date <= early.ended_date
        ) THEN 'commutation'
        WHEN EXISTS (
            SELECT 1
            FROM court_revocations AS revocation
            INNER JOIN persons AS person ON person.record_id = revocation.record_id
            WHERE person.person_id = early.person_id
                AND revocation.result = 'granted'
                AND revocation.ruling_date <= early.ended_date
                AND (
                    NULLIF(revocation.original_case_no_key, '') IS NULL
                    OR early.case_no_key IS NULL
                    OR revocation.original_case_no_key = early.case_no_key
                )
        ) THEN 'revoked'
        WHEN EXISTS (
            SELECT 1 FROM deaths
            WHERE deaths.person_id = early.person_id AND COALESCE(deaths.died_on <= early.ended_date, TRUE)
        ) THEN 'died'
        WHEN early.decided_anew THEN 'decided_anew'
    END AS explanation,
    CASE WHEN early.proven THEN NULL ELSE 'sources_differ' END AS not_provable
FROM early
