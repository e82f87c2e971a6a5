/*---
id: H09
version: 1
label: 考验期计算错误
title: 缓刑考验期超出法定幅度，或者登记的起止日期与推算不符
question: 缓刑考验期是否在法定幅度之内，登记的起止日期是否算得对？
english: 'Is the term of probation within the bounds of the law, and are the first and last day in the register computed right?'
direction: supervision
audience: prosecutor
law: [刑法72, 刑法73, 刑诉解释202]
duty: [人民法院：考验期与刑罚、刑期不符的依法纠正, 执行地县级社区矫正机构：起止日期登记有误的更正]
instrument: 抗诉、检察建议（裁判有误）或者核查（登记有误）
needs: [court.sentences, justice.register]
searched:
  - {dataset: court.sentences, what: 以法院的生效日期、考验期推算的起止日期，先行羁押折抵}
  - {dataset: justice.register, what: 登记的刑罚、考验期，以及以登记的生效日期、开始日期推算的起止日期}
  - {dataset: justice.sanctions, what: 提请减刑（考验期、刑期因此缩短）}
clears:
  - 刑种、刑期、考验期报送或录入有误，裁判文书本身在法定幅度之内
  - 考验期已依法减缩，或裁判已更正、改判
  - 裁判确定之日与登记的生效日期不同，有凭据
  - 管制因先行羁押折抵，结束日期相应提前
shows:
  court.sentences: [case_no, defendant_no, court_name, correction_type, person_name, id_no, principal_penalty, probation_term, pronounced_date, served_date, effective_date, detention_days, status]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, principal_penalty, probation_term, effective_date, start_date, end_date, county, status]
---*/
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
        -- a month is longer than any of these days, so months and days compare in this order
        AND (sentence.principal_penalty_kind = 'life' OR sentence.principal_penalty_days < 28)
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
            WHEN sentenced.kind NOT IN ('imprisonment', 'detention', 'unspecified') OR sentenced.days >= 28 THEN NULL
            WHEN sentenced.months < sentenced.penalty_months
                OR (sentenced.months = sentenced.penalty_months AND sentenced.days < sentenced.penalty_days)
                THEN '考验期短于原判刑期'
            WHEN sentenced.months < 2 THEN '考验期少于二个月'
            WHEN sentenced.kind = 'imprisonment' AND sentenced.months < 12 THEN '有期徒刑的考验期少于一年'
            WHEN sentenced.kind = 'detention' AND (sentenced.months > 12 OR (sentenced.months = 12 AND sentenced.days > 0))
                THEN '拘役的考验期超过一年'
            WHEN sentenced.months > 60 OR (sentenced.months = 60 AND sentenced.days > 0) THEN '考验期超过五年'
        END AS probation_fault
    FROM sentenced
),
-- the register writes another penalty or term: one of the two exports is mistyped, perhaps the court's
court_findings AS (
    SELECT
        bounds.*,
        COALESCE(
            register.principal_penalty_months <> bounds.penalty_months
            OR register.probation_term_months <> bounds.months
            OR (register.principal_penalty_kind <> bounds.kind AND register.principal_penalty_kind <> 'unspecified'),
            FALSE
        ) AS contradicted
    FROM bounds
    LEFT JOIN justice_register AS register ON register.record_id = bounds.register_record
    WHERE bounds.penalty_fault IS NOT NULL OR bounds.probation_fault IS NOT NULL
),
open_terms AS (
    SELECT
        register.record_id,
        register.county,
        register.case_no,
        register.correction_type,
        register.id_no_18,
        register.start_date,
        register.effective_date,
        register.end_date,
        CASE
            WHEN register.received_date <= parameters.night THEN register.received_date
            WHEN register.reported_date <= parameters.night THEN register.reported_date
            WHEN register.start_date <= parameters.night THEN register.start_date
        END AS since,
        link.sentence_record,
        link.exact,
        sentence.record_id AS sentence_in_force,
        effective.effective_date AS court_day,
        COALESCE(effective.estimated, FALSE) AS estimated
    FROM justice_register AS register
    CROSS JOIN parameters
    LEFT JOIN sentence_links AS link ON link.register_record = register.record_id
    LEFT JOIN court_sentences AS sentence
        ON sentence.record_id = link.sentence_record
        AND sentence.status = 'in_force'
        AND sentence.correction_type = register.correction_type
    LEFT JOIN effective ON effective.record_id = sentence.record_id
    WHERE register.status IN ('in_correction', 'not_reported')
        AND register.correction_type IN ('probation', 'public_surveillance')
        -- what the register says was decided anew is no matter of counting
        AND (link.sentence_record IS NULL OR sentence.record_id IS NOT NULL)
        AND NOT EXISTS (
            SELECT 1 FROM justice_sanctions AS petition
            WHERE petition.correction_no = register.correction_no
                AND petition.kind = 'petition_commutation'
                AND petition.decided_date <= parameters.night
        )
),
-- 缓刑 runs from the day the judgment is final, whoever names that day; 管制 from the day it is carried out
wrong_starts AS (
    SELECT
        open_terms.*,
        COALESCE(open_terms.court_day, open_terms.effective_date) AS computed,
        open_terms.effective_date IS NULL AND open_terms.estimated AS weak
    FROM open_terms
    CROSS JOIN parameters
    WHERE open_terms.correction_type = 'probation'
        AND open_terms.start_date <= parameters.night
        AND COALESCE(open_terms.court_day, open_terms.effective_date) IS NOT NULL
        AND COALESCE(ABS(days_between(open_terms.court_day, open_terms.start_date)) > 1, TRUE)
        AND COALESCE(ABS(days_between(open_terms.effective_date, open_terms.start_date)) > 1, TRUE)
),
-- a last day is wrong where it fits none of the computations
fitting AS (
    SELECT DISTINCT open_terms.record_id
    FROM open_terms
    INNER JOIN computed_ends
        ON computed_ends.register_record = open_terms.record_id
        AND open_terms.end_date <= add_days(computed_ends.last_end, 1)
        AND (computed_ends.first_end IS NULL OR open_terms.end_date >= add_days(computed_ends.first_end, -1))
),
own_computation AS (
    SELECT
        computed_ends.*,
        ROW_NUMBER() OVER (
            PARTITION BY computed_ends.register_record
            ORDER BY
                CASE computed_ends.basis WHEN 'register' THEN 0 WHEN 'court' THEN 1 ELSE 2 END,
                computed_ends.start_day,
                computed_ends.months,
                computed_ends.days
        ) AS place
    FROM computed_ends
),
wrong_ends AS (
    SELECT
        open_terms.*,
        own_computation.first_end,
        own_computation.last_end,
        own_computation.arithmetic,
        own_computation.basis <> 'register' AND own_computation.estimated AS weak
    FROM open_terms
    INNER JOIN own_computation ON own_computation.register_record = open_terms.record_id AND own_computation.place = 1
    WHERE open_terms.end_date IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM fitting WHERE fitting.record_id = open_terms.record_id)
),
found AS (
    SELECT
        court_findings.record_id || '|probation_term' AS finding_key,
        court_findings.county,
        court_findings.record_id AS person_record,
        court_findings.case_no,
        court_findings.correction_type,
        court_findings.since,
        CASE WHEN court_findings.id_no_18 IS NULL THEN 1 ELSE 0 END AS weak_identity,
        CASE WHEN court_findings.contradicted THEN 1 ELSE 0 END AS weak_value,
        '涉嫌缓刑适用或考验期超出法定幅度：主刑“' || COALESCE(court_findings.principal_penalty, '') || '”，考验期“'
        || COALESCE(court_findings.probation_term, '') || '”，'
        || COALESCE(
            court_findings.penalty_fault || COALESCE('，且' || court_findings.probation_fault, ''),
            court_findings.probation_fault
        )
        || CASE WHEN court_findings.contradicted THEN '；登记载明的刑期或考验期与此不同' ELSE '' END || '。' AS summary,
        CASE
            WHEN court_findings.kind = 'life' THEN '无期徒刑'
            ELSE '主刑' || CAST(court_findings.penalty_months AS VARCHAR) || '个月' || CAST(court_findings.penalty_days AS VARCHAR) || '日'
        END
        || COALESCE('，考验期' || CAST(court_findings.months AS VARCHAR) || '个月' || CAST(court_findings.days AS VARCHAR) || '日', '')
        || '；法定：三年以下方可缓刑；拘役二个月至一年、有期徒刑一年至五年，均不少于原判刑期' AS arithmetic,
        court_findings.record_id AS evidence_1,
        court_findings.register_record AS evidence_2
    FROM court_findings
    UNION ALL
    SELECT
        wrong_starts.record_id || '|start_date' AS finding_key,
        wrong_starts.county,
        wrong_starts.record_id AS person_record,
        wrong_starts.case_no,
        wrong_starts.correction_type,
        wrong_starts.since,
        CASE
            WHEN wrong_starts.sentence_record IS NULL THEN CASE WHEN wrong_starts.id_no_18 IS NULL THEN 1 ELSE 0 END
            WHEN wrong_starts.exact THEN 0
            ELSE 1
        END AS weak_identity,
        CASE WHEN wrong_starts.weak THEN 1 ELSE 0 END AS weak_value,
        '疑似矫正起始日期有误：缓刑考验期自判决确定之日起算，应自' || iso_text(wrong_starts.computed) || '起，登记为'
        || iso_text(wrong_starts.start_date) || '，相差'
        || CAST(ABS(days_between(wrong_starts.computed, wrong_starts.start_date)) AS VARCHAR) || '日。' AS summary,
        iso_text(wrong_starts.computed) || CASE WHEN wrong_starts.weak THEN '（推算）' ELSE '' END || ' 判决确定 → 登记起始 '
        || iso_text(wrong_starts.start_date) || ' = '
        || CAST(ABS(days_between(wrong_starts.computed, wrong_starts.start_date)) AS VARCHAR) || '日（容许1日）' AS arithmetic,
        wrong_starts.record_id AS evidence_1,
        wrong_starts.sentence_in_force AS evidence_2
    FROM wrong_starts
    UNION ALL
    SELECT
        wrong_ends.record_id || '|end_date' AS finding_key,
        wrong_ends.county,
        wrong_ends.record_id AS person_record,
        wrong_ends.case_no,
        wrong_ends.correction_type,
        wrong_ends.since,
        CASE
            WHEN wrong_ends.sentence_record IS NULL THEN CASE WHEN wrong_ends.id_no_18 IS NULL THEN 1 ELSE 0 END
            WHEN wrong_ends.exact THEN 0
            ELSE 1
        END AS weak_identity,
        CASE WHEN wrong_ends.weak THEN 1 ELSE 0 END AS weak_value,
        '疑似矫正结束日期算错：应于' || iso_text(wrong_ends.last_end) || '届满，登记为' || iso_text(wrong_ends.end_date) || '，'
        || CASE
            WHEN wrong_ends.end_date > wrong_ends.last_end
                THEN '多' || CAST(days_between(wrong_ends.last_end, wrong_ends.end_date) AS VARCHAR)
            ELSE '少' || CAST(days_between(wrong_ends.end_date, wrong_ends.first_end) AS VARCHAR)
        END || '日。' AS summary,
        wrong_ends.arithmetic || '；登记 ' || iso_text(wrong_ends.end_date) || '（容许1日）' AS arithmetic,
        wrong_ends.record_id AS evidence_1,
        wrong_ends.sentence_in_force AS evidence_2
    FROM wrong_ends
)
SELECT
    found.finding_key,
    found.county,
    found.person_record,
    found.case_no,
    found.correction_type,
    found.since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        found.weak_identity + found.weak_value + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    found.summary,
    found.arithmetic,
    found.evidence_1,
    found.evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM found
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(found.county, '')
ORDER BY finding_key
