/*---
id: H10
version: 1
label: 应撤未撤
title: 缓刑、假释考验期内又作出新判决，前罪的缓刑、假释既未撤销，也未并罚
question: 考验期内又被判刑的人，前一缓刑、假释有没有撤销并数罪并罚？
english: 'Sentenced again inside a term of probation or parole: was the earlier probation or parole revoked, or punished together?'
direction: supervision
audience: prosecutor
law: [刑法77, 刑法86]
duty: [作出新判决的人民法院：撤销前罪的缓刑、假释，把前罪和后罪所判处的刑罚数罪并罚]
instrument: 抗诉或者再审检察建议
needs: [court.sentences, court.revocations]
searched:
  - {dataset: court.sentences, what: 前一裁判已撤销、已改判，或者新判决、更后的判决已数罪并罚}
  - {dataset: court.revocations, what: 已裁定撤销或者正在审理的撤销缓刑、假释}
  - {dataset: justice.register, what: 前一矫正已因撤销、收监或者再犯新罪判刑而终止}
clears:
  - 新判决已撤销前罪缓刑、假释并数罪并罚，只是数据没有载明
  - 两份裁判是同一案件的一审和二审、再审，或者同一裁判录入两次
  - 考验期的起止日期登记有误，新判决不在考验期内
  - 两份裁判的被告人不是同一人
shows:
  court.sentences: [case_no, defendant_no, court_name, decision_type, correction_type, person_name, id_no, charges, principal_penalty, probation_term, pronounced_date, effective_date, status, execution_county]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, start_date, end_date, county, status, ended_date, end_reason]
---*/
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
        AND sentences.status = 'in_force'
),
pairs_inside AS (
    SELECT
        earlier.record_id AS earlier_record,
        earlier.person_id,
        earlier.case_no_key AS earlier_case,
        earlier.correction_type,
        earlier.effective_date AS first_day,
        earlier.last_day,
        earlier.register_record,
        later.record_id AS later_record,
        later.case_no,
        later.pronounced_on,
        later.effective_date AS later_effective,
        COALESCE(later.execution_county, earlier.execution_county) AS county,
        COALESCE(earlier.id_no_18 = later.id_no_18, FALSE) AS exact,
        earlier.estimated,
        -- the same judgment twice (two defendants' numbers, two rows) is one
        ROW_NUMBER() OVER (
            PARTITION BY earlier.person_id, earlier.case_no_key, later.case_no_key
            ORDER BY earlier.record_id, later.record_id
        ) AS place
    FROM terms AS earlier
    INNER JOIN sentences AS later
        ON later.person_id = earlier.person_id
        AND later.case_no_key <> earlier.case_no_key
        AND later.pronounced_on > earlier.effective_date
        AND later.pronounced_on <= earlier.last_day
    WHERE later.status = 'in_force'
        -- a new conviction; a ruling or decision about carrying out a penalty is none
        AND later.decision_type = 'judgment'
        -- the same matter before a higher court, or tried again
        AND NOT (
            (later.case_no_key LIKE '%|刑终|%' OR later.case_no_key LIKE '%|刑再|%' OR later.case_no_key LIKE '%|刑提|%' OR later.case_no_key LIKE '%|刑抗|%')
            AND COALESCE(later.charges = earlier.charges, TRUE)
        )
        -- the register ended the earlier term for this very reason
        AND COALESCE(earlier.end_reason, '') NOT IN (
            'probation_revoked', 'parole_revoked', 'returned_to_prison', 'sentenced_for_new_crime'
        )
)
SELECT
    found.earlier_record || '|' || found.later_record AS finding_key,
    COALESCE(found.county, '') AS county,
    found.later_record AS person_record,
    found.case_no,
    found.correction_type,
    found.pronounced_on AS since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN found.exact THEN 0 ELSE 1 END)
        + (CASE WHEN found.estimated THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌应撤未撤：' || CASE WHEN found.correction_type = 'parole' THEN '假释' ELSE '缓刑' END || '考验期' || iso_text(found.first_day) || '至'
    || iso_text(found.last_day) || '，' || iso_text(found.pronounced_on) || '又作出新判决，未见撤销'
    || CASE WHEN found.correction_type = 'parole' THEN '假释' ELSE '缓刑' END || '或者数罪并罚。' AS summary,
    '考验期内：' || iso_text(found.first_day) || ' < 新判决宣告' || iso_text(found.pronounced_on) || ' ≤ ' || iso_text(found.last_day)
    || '（期限不因休息日顺延）' AS arithmetic,
    found.earlier_record AS evidence_1,
    found.later_record AS evidence_2,
    found.register_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM pairs_inside AS found
CROSS JOIN parameters
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(found.county, '')
-- absence needs proof: a revocation would stand in the court's data by now
INNER JOIN reach AS sentences_reach
    ON sentences_reach.dataset = 'court.sentences'
    AND sentences_reach.county = COALESCE(found.county, '')
    AND sentences_reach.covered_to >= add_days(found.later_effective, parameters.register_grace_days)
INNER JOIN reach AS revocations_reach
    ON revocations_reach.dataset = 'court.revocations'
    AND revocations_reach.county = COALESCE(found.county, '')
    AND revocations_reach.covered_to >= add_days(found.later_effective, parameters.register_grace_days)
WHERE found.place = 1
    -- revoked, or a petition is pending
    AND NOT EXISTS (
        SELECT 1
        FROM petitions
        WHERE petitions.person_id = found.person_id
            AND petitions.revocation_type IN ('revoke_probation', 'revoke_parole')
            AND (petitions.result IN ('granted', 'pending') OR NOT petitions.ruled)
            AND COALESCE(petitions.case_no_key = found.earlier_case, petitions.correction_type = found.correction_type)
            AND COALESCE(petitions.ruled_on, petitions.received_on, found.first_day) >= found.first_day
    )
    -- it, or a still later judgment, punishes all together
    AND NOT EXISTS (
        SELECT 1
        FROM sentences AS combined
        WHERE combined.person_id = found.person_id
            AND combined.combines
            AND combined.status = 'in_force'
            AND combined.pronounced_on >= found.pronounced_on
    )
ORDER BY finding_key
