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
WITH found AS (
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
    FROM probation_bounds AS court_findings
    WHERE court_findings.not_provable IS NULL
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
        '疑似矫正起始日期有误：缓刑考验期自判决确定之日起算，应自' || iso_text(wrong_starts.first_day) || '起，登记为'
        || iso_text(wrong_starts.stated) || '，相差'
        || CAST(ABS(days_between(wrong_starts.first_day, wrong_starts.stated)) AS VARCHAR) || '日。' AS summary,
        iso_text(wrong_starts.first_day) || CASE WHEN wrong_starts.weak THEN '（推算）' ELSE '' END || ' 判决确定 → 登记起始 '
        || iso_text(wrong_starts.stated) || ' = '
        || CAST(ABS(days_between(wrong_starts.first_day, wrong_starts.stated)) AS VARCHAR) || '日（容许1日）' AS arithmetic,
        wrong_starts.record_id AS evidence_1,
        wrong_starts.sentence_in_force AS evidence_2
    FROM miscounted_terms AS wrong_starts
    WHERE wrong_starts.field = 'start_date' AND wrong_starts.explanation IS NULL AND wrong_starts.not_provable IS NULL
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
        '疑似矫正结束日期算错：应于' || iso_text(wrong_ends.last_day) || '届满，登记为' || iso_text(wrong_ends.stated) || '，'
        || CASE
            WHEN wrong_ends.stated > wrong_ends.last_day
                THEN '多' || CAST(days_between(wrong_ends.last_day, wrong_ends.stated) AS VARCHAR)
            ELSE '少' || CAST(days_between(wrong_ends.stated, wrong_ends.first_day) AS VARCHAR)
        END || '日。' AS summary,
        wrong_ends.arithmetic || '；登记 ' || iso_text(wrong_ends.stated) || '（容许1日）' AS arithmetic,
        wrong_ends.record_id AS evidence_1,
        wrong_ends.sentence_in_force AS evidence_2
    FROM miscounted_terms AS wrong_ends
    WHERE wrong_ends.field = 'end_date' AND wrong_ends.explanation IS NULL AND wrong_ends.not_provable IS NULL
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
