-- What differs between a decision (or a release from prison) in force and the register row linked to it, one row per field.
-- `explanation`: a commutation was asked for, a transfer decided. `not_provable`: a length written in days that may be the same
-- one, a date the court did not give, or a 管制 whose detention before it nobody states.
WITH kinds AS (
    SELECT 'public_surveillance' AS kind, '管制' AS label
    UNION ALL
    SELECT 'probation' AS kind, '缓刑' AS label
    UNION ALL
    SELECT 'parole' AS kind, '假释' AS label
    UNION ALL
    SELECT 'temporary_release' AS kind, '暂予监外执行' AS label
),
-- terms still running: what differs there can still be put right
registered AS (
    SELECT
        register.record_id AS register_record,
        person.person_id,
        register.correction_no,
        register.county,
        register.case_no,
        NULLIF(register.case_no_key, '') AS case_no_key,
        register.correction_type,
        register.principal_penalty,
        -- a length of a probation in the column of the penalty is another length
        CASE WHEN register.principal_penalty_kind <> 'probation' THEN register.principal_penalty_kind END AS penalty_kind,
        register.principal_penalty_months AS penalty_months,
        register.principal_penalty_days AS penalty_days,
        register.probation_term,
        CASE WHEN register.probation_term_kind = 'probation' THEN register.probation_term_months END AS probation_months,
        register.probation_term_days AS probation_days,
        register.prohibition_order,
        CASE WHEN register.effective_date <= parameters.night THEN register.effective_date END AS effective_on,
        register.end_date,
        CASE
            WHEN register.received_date <= parameters.night THEN register.received_date
            WHEN register.reported_date <= parameters.night THEN register.reported_date
            WHEN register.start_date <= parameters.night THEN register.start_date
        END AS registered_on,
        -- asked for a commutation: its outcome may stand in the register already
        EXISTS (
            SELECT 1 FROM justice_sanctions AS petition
            WHERE petition.correction_no = register.correction_no
                AND petition.kind = 'petition_commutation'
                AND petition.decided_date <= parameters.night
        ) AS commutation_asked
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = register.record_id
    WHERE register.status IN ('in_correction', 'not_reported')
),
pairs_in_force AS (
    SELECT
        registered.*,
        link.exact,
        sentence.record_id AS source_record,
        sentence.case_no AS source_case_no,
        NULLIF(sentence.case_no_key, '') AS source_case_no_key,
        sentence.correction_type AS source_type,
        sentence.principal_penalty AS source_penalty,
        CASE WHEN sentence.principal_penalty_kind <> 'probation' THEN sentence.principal_penalty_kind END AS source_penalty_kind,
        sentence.principal_penalty_months AS source_penalty_months,
        sentence.principal_penalty_days AS source_penalty_days,
        sentence.probation_term AS source_probation,
        CASE WHEN sentence.probation_term_kind = 'probation' THEN sentence.probation_term_months END AS source_probation_months,
        sentence.probation_term_days AS source_probation_days,
        sentence.prohibition_order AS source_prohibition,
        effective.effective_date AS source_effective,
        effective.estimated AS source_estimated,
        sentence.execution_county AS source_county
    FROM sentence_links AS link
    CROSS JOIN parameters
    INNER JOIN registered ON registered.register_record = link.register_record
    INNER JOIN court_sentences AS sentence ON sentence.record_id = link.sentence_record AND sentence.status = 'in_force'
    INNER JOIN effective ON effective.record_id = sentence.record_id
    WHERE COALESCE(effective.effective_date <= parameters.night, TRUE)
),
pairs_released AS (
    SELECT
        registered.*,
        released.exact,
        release.record_id AS source_record,
        release.release_kind AS source_type,
        release.execution_county AS source_county,
        release.sentence_end_date AS source_end,
        EXISTS (
            SELECT 1 FROM pairs_in_force WHERE pairs_in_force.register_record = registered.register_record
        ) AS court_speaks
    FROM release_dispositions AS released
    INNER JOIN registered ON registered.register_record = released.register_record
    INNER JOIN justice_prison_releases AS release ON release.record_id = released.record_id
    WHERE released.disposition <> 'not_in_force'
),
differences AS (
    SELECT
        pairs_in_force.source_record, pairs_in_force.register_record, pairs_in_force.exact,
        'correction_type' AS field, '矫正类别' AS field_name,
        source_kind.label AS source_value, register_kind.label AS register_value,
        '两处类别不同' AS comparison,
        CAST(NULL AS VARCHAR) AS explanation,
        CAST(NULL AS VARCHAR) AS not_provable
    FROM pairs_in_force
    INNER JOIN kinds AS source_kind ON source_kind.kind = pairs_in_force.source_type
    INNER JOIN kinds AS register_kind ON register_kind.kind = pairs_in_force.correction_type
    WHERE pairs_in_force.source_type <> pairs_in_force.correction_type
    UNION ALL
    SELECT
        pairs_released.source_record, pairs_released.register_record, pairs_released.exact,
        'correction_type' AS field, '矫正类别' AS field_name,
        source_kind.label AS source_value, register_kind.label AS register_value,
        '两处类别不同' AS comparison,
        CAST(NULL AS VARCHAR) AS explanation,
        CAST(NULL AS VARCHAR) AS not_provable
    FROM pairs_released
    INNER JOIN kinds AS source_kind ON source_kind.kind = pairs_released.source_type
    INNER JOIN kinds AS register_kind ON register_kind.kind = pairs_released.correction_type
    WHERE pairs_released.source_type <> pairs_released.correction_type AND NOT pairs_released.court_speaks
    UNION ALL
    SELECT
        source_record, register_record, exact,
        'principal_penalty' AS field, '主刑刑期' AS field_name,
        source_penalty AS source_value, principal_penalty AS register_value,
        CASE
            WHEN source_penalty_months IS NULL OR penalty_months IS NULL THEN '两处刑种不同'
            ELSE CAST(source_penalty_months AS VARCHAR) || '个月' || CAST(source_penalty_days AS VARCHAR) || '日与'
                || CAST(penalty_months AS VARCHAR) || '个月' || CAST(penalty_days AS VARCHAR) || '日'
        END AS comparison,
        CASE WHEN commutation_asked THEN 'commutation' END AS explanation,
        -- thirty days and one month may be the same length
        CASE
            WHEN (source_penalty_kind = penalty_kind OR source_penalty_kind = 'unspecified' OR penalty_kind = 'unspecified')
                AND (source_penalty_days >= 28 OR penalty_days >= 28)
                THEN 'length_unclear'
        END AS not_provable
    FROM pairs_in_force
    -- 拘役 is no 有期徒刑; a bare length names no kind
    WHERE (source_penalty_kind <> penalty_kind AND source_penalty_kind <> 'unspecified' AND penalty_kind <> 'unspecified')
        OR (
            source_penalty_kind IS NOT NULL
            AND penalty_kind IS NOT NULL
            AND (source_penalty_months <> penalty_months OR source_penalty_days <> penalty_days)
        )
    UNION ALL
    SELECT
        source_record, register_record, exact,
        'probation_term' AS field, '缓刑考验期' AS field_name,
        source_probation AS source_value, probation_term AS register_value,
        CAST(source_probation_months AS VARCHAR) || '个月' || CAST(source_probation_days AS VARCHAR) || '日与'
        || CAST(probation_months AS VARCHAR) || '个月' || CAST(probation_days AS VARCHAR) || '日' AS comparison,
        CASE WHEN commutation_asked THEN 'commutation' END AS explanation,
        CASE WHEN source_probation_days >= 28 OR probation_days >= 28 THEN 'length_unclear' END AS not_provable
    FROM pairs_in_force
    WHERE (source_probation_months <> probation_months OR source_probation_days <> probation_days)
        AND source_probation_months IS NOT NULL
        AND probation_months IS NOT NULL
    UNION ALL
    SELECT
        source_record, register_record, exact,
        'effective_date' AS field, '生效日期' AS field_name,
        iso_text(source_effective) AS source_value, iso_text(effective_on) AS register_value,
        '相差' || CAST(ABS(days_between(source_effective, effective_on)) AS VARCHAR) || '日（容许1日）' AS comparison,
        CAST(NULL AS VARCHAR) AS explanation,
        -- a date the court did not give is nothing it says
        CASE WHEN source_estimated THEN 'estimated' END AS not_provable
    FROM pairs_in_force
    WHERE ABS(days_between(source_effective, effective_on)) > 1
    UNION ALL
    SELECT
        pairs_in_force.source_record, pairs_in_force.register_record, pairs_in_force.exact,
        'end_date' AS field, '矫正结束日期' AS field_name,
        COALESCE(
            iso_text(computed_ends.first_end) || CASE
                WHEN computed_ends.first_end < computed_ends.last_end THEN '或' || iso_text(computed_ends.last_end)
                ELSE ''
            END,
            '不晚于' || iso_text(computed_ends.last_end)
        ) || '（按裁判推算）' AS source_value,
        iso_text(pairs_in_force.end_date) AS register_value,
        computed_ends.arithmetic || '；登记' || iso_text(pairs_in_force.end_date) || '，'
        || CASE
            WHEN pairs_in_force.end_date > computed_ends.last_end
                THEN '晚' || CAST(days_between(computed_ends.last_end, pairs_in_force.end_date) AS VARCHAR)
            ELSE '早' || CAST(days_between(pairs_in_force.end_date, computed_ends.first_end) AS VARCHAR)
        END || '日（容许1日）' AS comparison,
        CASE WHEN pairs_in_force.commutation_asked THEN 'commutation' END AS explanation,
        CASE
            WHEN computed_ends.estimated THEN 'estimated'
            -- 管制 ends the earlier the longer the detention before it, and nobody says how long that was
            WHEN computed_ends.first_end IS NULL AND pairs_in_force.end_date < computed_ends.last_end THEN 'detention_unknown'
        END AS not_provable
    FROM pairs_in_force
    INNER JOIN computed_ends
        ON computed_ends.register_record = pairs_in_force.register_record AND computed_ends.basis = 'court'
    WHERE pairs_in_force.end_date > add_days(computed_ends.last_end, 1)
        OR pairs_in_force.end_date < add_days(COALESCE(computed_ends.first_end, computed_ends.last_end), -1)
    UNION ALL
    SELECT
        source_record, register_record, exact,
        'end_date' AS field, '矫正结束日期' AS field_name,
        iso_text(source_end) || '（刑期止日）' AS source_value, iso_text(end_date) AS register_value,
        '相差' || CAST(ABS(days_between(source_end, end_date)) AS VARCHAR) || '日（容许1日）' AS comparison,
        CASE WHEN commutation_asked THEN 'commutation' END AS explanation,
        CAST(NULL AS VARCHAR) AS not_provable
    FROM pairs_released
    WHERE ABS(days_between(source_end, end_date)) > 1
    UNION ALL
    SELECT
        source_record, register_record, exact,
        'execution_county' AS field, '执行地' AS field_name,
        COALESCE(source_place.name, source_county) AS source_value, COALESCE(register_place.name, placed.county) AS register_value,
        '两处执行地不同' AS comparison,
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM justice_transfers AS transfer
                INNER JOIN justice_register AS moved ON moved.correction_no = transfer.correction_no
                INNER JOIN persons AS person ON person.record_id = moved.record_id
                WHERE person.person_id = placed.person_id
                    AND transfer.to_county = placed.county
                    AND transfer.decided_date <= parameters.night
            ) THEN 'transferred'
        END AS explanation,
        CAST(NULL AS VARCHAR) AS not_provable
    FROM (
        SELECT source_record, register_record, exact, person_id, source_county, county FROM pairs_in_force
        UNION ALL
        SELECT source_record, register_record, exact, person_id, source_county, county
        FROM pairs_released
        WHERE NOT court_speaks
    ) AS placed
    LEFT JOIN counties AS source_place ON source_place.county = placed.source_county
    LEFT JOIN counties AS register_place ON register_place.county = placed.county
    CROSS JOIN parameters
    WHERE placed.source_county <> placed.county
    UNION ALL
    SELECT
        source_record, register_record, exact,
        'prohibition_order' AS field, '禁止令' AS field_name,
        CASE WHEN source_prohibition THEN '有' ELSE '无' END AS source_value,
        CASE WHEN prohibition_order THEN '有' ELSE '无' END AS register_value,
        '一处有禁止令，一处没有' AS comparison,
        CAST(NULL AS VARCHAR) AS explanation,
        CAST(NULL AS VARCHAR) AS not_provable
    FROM pairs_in_force
    WHERE source_prohibition <> prohibition_order
    UNION ALL
    SELECT
        source_record, register_record, exact,
        'case_no' AS field, '案号' AS field_name,
        source_case_no AS source_value, case_no AS register_value,
        '案号不同，类别、日期一致' AS comparison,
        CAST(NULL AS VARCHAR) AS explanation,
        CAST(NULL AS VARCHAR) AS not_provable
    FROM pairs_in_force
    WHERE source_case_no_key <> case_no_key
)
SELECT
    differences.source_record,
    differences.register_record,
    differences.exact,
    differences.field,
    differences.field_name,
    differences.source_value,
    differences.register_value,
    differences.comparison,
    differences.explanation,
    differences.not_provable,
    registered.county,
    registered.case_no,
    registered.correction_type,
    registered.registered_on
FROM differences
INNER JOIN registered ON registered.register_record = differences.register_record
