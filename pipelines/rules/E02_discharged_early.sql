/*---
id: E02
version: 1
label: 提前解矫
title: 期满之前即以期满解除矫正
question: 以期满为由解除的人，矫正期限当时真的满了吗？
english: 'Discharged because the term was over: was the term really over on that day?'
direction: supervision
audience: prosecutor
law: [社矫法44]
duty: [执行地县级社区矫正机构：期满方可解除；提前解除的依法纠正]
instrument: 纠正违法通知书
needs: [justice.register, court.sentences]
searched:
  - {dataset: court.sentences, what: 以生效日期、考验期（管制刑期）推算的期满日，先行羁押折抵}
  - {dataset: justice.prison_releases, what: 监所登记的刑期止日}
  - {dataset: justice.register, what: 同一人同一案件另有仍在矫或更晚解除的登记（变更执行地等）}
  - {dataset: justice.sanctions, what: 解除前提请减刑（期限因此缩短）}
  - {dataset: court.revocations, what: 解除前已撤销缓刑、假释或者收监执行（解除原因录入有误）}
  - {dataset: police.population, what: 解除前死亡（解除原因录入有误）}
clears:
  - 期限已依法减缩，或者裁判已更正、改判
  - 解除日期录入的是办理手续的日期，实际监管至期满
  - 解除原因实为特赦、撤销、收监、转出等
  - 法院的生效日期、考验期，或者登记的起始日期有误
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, principal_penalty, probation_term, effective_date, start_date, end_date, county, office_name, status, ended_date, end_reason]
  court.sentences: [case_no, defendant_no, court_name, correction_type, person_name, id_no, principal_penalty, probation_term, effective_date, detention_days, status]
  justice.prison_releases: [release_no, prison_name, person_name, id_no, release_kind, released_date, sentence_end_date]
---*/
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
        -- what the court or the prison says is compared by itself; the register alone has to contradict itself in
        -- everything it says; a computed effective date is believed no more than the register
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
        days_between(completed.ended_date, ranked.first_end) AS days_early
    FROM completed
    INNER JOIN ranked ON ranked.record_id = completed.record_id AND ranked.place = 1
    LEFT JOIN decided ON decided.record_id = completed.record_id
    WHERE completed.ended_date < add_days(ranked.first_end, -1)
        AND (
            (ranked.weight <= 2 AND NOT COALESCE(decided.estimated AND ranked.weight = 1, FALSE))
            OR completed.ended_date < add_days(ranked.earliest, -1)
        )
        -- a sentence set aside or replaced says nothing about the end, and the register may already follow the new one
        AND COALESCE(decided.status, 'in_force') = 'in_force'
)
SELECT
    early.record_id AS finding_key,
    early.county,
    early.record_id AS person_record,
    register.case_no,
    early.correction_type,
    early.ended_date AS since,
    early.days_early AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN CASE WHEN early.sentence_record IS NULL THEN register.id_no_18 IS NOT NULL ELSE early.exact END THEN 0 ELSE 1 END)
        + (CASE WHEN early.estimated THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌提前解除矫正：登记于' || iso_text(early.ended_date) || '以期满解除，'
    || CASE
        WHEN early.source_record LIKE 'court.sentences/%' THEN '按裁判推算应于'
        WHEN early.source_record IS NOT NULL THEN '监所登记的刑期应于'
        ELSE '按登记自身的期限应于'
    END
    || iso_text(early.first_end) || CASE WHEN early.estimated THEN '（生效日期为推算）' ELSE '' END || '届满，提前'
    || CAST(early.days_early AS VARCHAR) || '日。' AS summary,
    early.arithmetic || '；' || iso_text(early.ended_date) || ' 解除 → ' || iso_text(early.first_end) || ' = '
    || CAST(early.days_early AS VARCHAR) || '日（容许1日）' AS arithmetic,
    early.record_id AS evidence_1,
    COALESCE(early.source_record, early.sentence_record) AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM early
INNER JOIN justice_register AS register ON register.record_id = early.record_id
CROSS JOIN parameters
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(early.county, '')
WHERE NOT EXISTS (
    -- the case goes on in another file
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
)
AND NOT EXISTS (
    SELECT 1 FROM justice_sanctions AS petition
    WHERE petition.correction_no = early.correction_no
        AND petition.kind = 'petition_commutation'
        AND petition.decided_date <= early.ended_date
)
AND NOT EXISTS (
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
)
AND NOT EXISTS (
    SELECT 1
    FROM police_population AS resident
    INNER JOIN persons AS person ON person.record_id = resident.record_id
    WHERE person.person_id = early.person_id
        AND resident.status = 'died'
        AND COALESCE(resident.status_date <= early.ended_date, TRUE)
)
ORDER BY finding_key
