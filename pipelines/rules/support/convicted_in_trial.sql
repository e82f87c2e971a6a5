-- Pairs of a probation or parole and a later judgment against the same person within its time of trial. `explanation`: the earlier
-- was revoked or tried again, both are one matter, a revocation is asked for, or a judgment punishes all together.
-- `not_provable`: nobody says when the time of trial ends, or the data do not reach beyond the days of grace.
WITH sentences AS (
    SELECT
        sentence.record_id,
        person.person_id,
        sentence.case_no,
        NULLIF(sentence.case_no_key, '') AS case_no_key,
        sentence.decision_type,
        sentence.correction_type,
        sentence.charges,
        sentence.id_no_18,
        sentence.execution_county,
        sentence.status,
        sentence.probation_term_months,
        sentence.probation_term_days,
        CASE WHEN sentence.pronounced_date <= parameters.night THEN sentence.pronounced_date END AS pronounced_on,
        effective.effective_date,
        effective.estimated,
        sentence.principal_penalty LIKE '%并罚%'
            OR sentence.probation_term LIKE '%并罚%'
            OR sentence.principal_penalty LIKE '%撤销%'
            OR sentence.probation_term LIKE '%撤销%' AS combines
    FROM court_sentences AS sentence
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = sentence.record_id
    INNER JOIN sentenced_again ON sentenced_again.person_id = person.person_id
    INNER JOIN effective ON effective.record_id = sentence.record_id
    WHERE sentence.status IN ('in_force', 'revoked', 'retried')
        AND effective.effective_date <= parameters.night
),
-- the term of trial: of probation by the court's own words, of parole by the register row linked to it
terms AS (
    SELECT
        sentences.*,
        register.record_id AS register_record,
        register.end_reason,
        CASE
            -- 刑诉解释202: where two readings of a term can be defended, the one that ends first
            WHEN sentences.correction_type = 'probation' AND COALESCE(sentences.probation_term_months, sentences.probation_term_days) > 0
                THEN LEAST(
                    add_days(
                        add_months(sentences.effective_date, COALESCE(sentences.probation_term_months, 0)),
                        COALESCE(sentences.probation_term_days, 0) - 1
                    ),
                    add_days(
                        add_months(add_days(sentences.effective_date, -1), COALESCE(sentences.probation_term_months, 0)),
                        COALESCE(sentences.probation_term_days, 0)
                    )
                )
            ELSE register.end_date
        END AS last_day
    FROM sentences
    LEFT JOIN sentence_links AS link ON link.sentence_record = sentences.record_id
    LEFT JOIN justice_register AS register ON register.record_id = link.register_record
    WHERE sentences.correction_type IN ('probation', 'parole')
),
inside AS (
    SELECT
        earlier.record_id AS earlier_record,
        earlier.person_id,
        earlier.case_no_key AS earlier_case,
        earlier.correction_type,
        earlier.effective_date AS first_day,
        earlier.last_day,
        earlier.register_record,
        later.record_id AS later_record,
        later.case_no_key AS later_case,
        later.case_no,
        later.pronounced_on,
        later.effective_date AS later_effective,
        COALESCE(later.execution_county, earlier.execution_county) AS county,
        COALESCE(earlier.id_no_18 = later.id_no_18, FALSE) AS exact,
        earlier.estimated,
        CASE
            WHEN earlier.status = 'revoked' THEN 'revoked'
            WHEN earlier.status = 'retried' THEN 'retried'
            -- the same matter before a higher court, or tried again
            WHEN (
                later.case_no_key LIKE '%|刑终|%' OR later.case_no_key LIKE '%|刑再|%'
                OR later.case_no_key LIKE '%|刑提|%' OR later.case_no_key LIKE '%|刑抗|%'
            )
            AND COALESCE(later.charges = earlier.charges, TRUE) THEN 'same_case'
            -- the register ended the earlier term for this very reason
            WHEN earlier.end_reason IN ('probation_revoked', 'parole_revoked', 'returned_to_prison', 'sentenced_for_new_crime')
                THEN 'revoked'
        END AS settled
    FROM terms AS earlier
    INNER JOIN sentences AS later
        ON later.person_id = earlier.person_id
        AND later.case_no_key <> earlier.case_no_key
        AND later.pronounced_on > earlier.effective_date
        AND COALESCE(later.pronounced_on <= earlier.last_day, TRUE)
    WHERE later.status = 'in_force'
        -- a new conviction; a ruling or decision about carrying out a penalty is none
        AND later.decision_type = 'judgment'
),
chosen AS (
    SELECT
        inside.*,
        -- the same judgment twice (two defendants' numbers, two rows) is one
        ROW_NUMBER() OVER (
            PARTITION BY inside.person_id, inside.earlier_case, inside.later_case
            ORDER BY
                CASE WHEN inside.settled IS NULL THEN 0 ELSE 1 END,
                CASE WHEN inside.last_day IS NULL THEN 1 ELSE 0 END,
                inside.earlier_record,
                inside.later_record
        ) AS place
    FROM inside
)
SELECT
    chosen.earlier_record,
    chosen.later_record,
    chosen.correction_type,
    chosen.first_day,
    chosen.last_day,
    chosen.register_record,
    chosen.case_no,
    chosen.pronounced_on,
    chosen.county,
    chosen.exact,
    chosen.estimated,
    CASE
        WHEN chosen.settled IS NOT NULL THEN chosen.settled
        -- revoked, or a petition is pending
        WHEN EXISTS (
            SELECT 1
            FROM petitions
            WHERE petitions.person_id = chosen.person_id
                AND petitions.revocation_type IN ('revoke_probation', 'revoke_parole')
                AND (petitions.result IN ('granted', 'pending') OR NOT petitions.ruled)
                AND COALESCE(petitions.case_no_key = chosen.earlier_case, petitions.correction_type = chosen.correction_type)
                AND COALESCE(petitions.ruled_on, petitions.received_on, chosen.first_day) >= chosen.first_day
        ) THEN 'revocation'
        -- it, or a still later judgment, punishes all together
        WHEN EXISTS (
            SELECT 1
            FROM sentences AS combined
            WHERE combined.person_id = chosen.person_id
                AND combined.combines
                AND combined.status = 'in_force'
                AND combined.pronounced_on >= chosen.pronounced_on
        ) THEN 'absorbed'
    END AS explanation,
    -- absence needs proof: a revocation would stand in the court's data by now
    CASE
        WHEN chosen.last_day IS NULL THEN 'end_unknown'
        WHEN sentences_reach.dataset IS NULL OR revocations_reach.dataset IS NULL THEN 'not_covered'
    END AS not_provable
FROM chosen
CROSS JOIN parameters
LEFT JOIN reach AS sentences_reach
    ON sentences_reach.dataset = 'court.sentences'
    AND sentences_reach.county = COALESCE(chosen.county, '')
    AND sentences_reach.covered_to >= add_days(chosen.later_effective, parameters.register_grace_days)
LEFT JOIN reach AS revocations_reach
    ON revocations_reach.dataset = 'court.revocations'
    AND revocations_reach.county = COALESCE(chosen.county, '')
    AND revocations_reach.covered_to >= add_days(chosen.later_effective, parameters.register_grace_days)
WHERE chosen.place = 1
