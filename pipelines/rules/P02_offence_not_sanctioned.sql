/*---
id: P02
version: 1
label: 违法未处置
title: 矫正期间受治安管理处罚或者行政拘留，三十日内未见处置
question: 在矫的人违法受到治安管理处罚、行政拘留的，社区矫正机构有没有在三十日内作出处置？
english: 'Punished by the police during correction: did the corrections agency answer with a sanction within thirty days?'
direction: supervision
audience: prosecutor
law: [办法34, 办法35, 办法36]
duty: [执行地县级社区矫正机构：视情节训诫、警告，提请治安管理处罚，或者提请撤销、收监]
instrument: 书面纠正意见
needs: [justice.register, justice.sanctions, police.penalties, police.custody]
searched:
  - {dataset: justice.sanctions, what: 违法之日起至期限届满作出的训诫、警告、提请}
  - {dataset: court.revocations, what: 法院已收到的撤销、收监提请，或者已作的裁定}
  - {dataset: police.population, what: 期限届满前死亡}
  - {dataset: police.custody, what: 期限届满时因另案被刑事拘留、逮捕}
clears:
  - 已作处置，只是没有录入或记在别的编号下
  - 违法行为发生在矫正开始之前
  - 公安机关没有通知，社区矫正机构无从知道（见羁押未通知）
  - 受处罚的不是同一人
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, start_date, end_date, county, office_name, status, ended_date]
  police.penalties: [decision_no, person_name, id_no, behaviour_date, decided_date, cause, detention_days, organ]
  police.custody: [custody_no, person_name, id_no, kind, reason, organ, decided_date, start_date, end_date, corrections_notified_date]
  justice.sanctions: [sanction_no, correction_no, kind, behaviour_date, decided_date, reason]
  court.revocations: [ruling_no, original_case_no, person_name, id_no, revocation_type, petition_received_date, ruling_date, result]
---*/
SELECT
    duty.register_record || '|' || duty.record_1 AS finding_key,
    register.county,
    duty.register_record AS person_record,
    register.case_no,
    register.correction_type,
    -- the day of the offence picks the law
    duty.since,
    duty.days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        duty.doubts + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌违法未处置：矫正期间违法受到治安管理处罚（' || iso_text(duty.since) || '），最迟应于' || iso_text(duty.due_day)
    || '作出处置，'
    || CASE
        WHEN duty.late_on IS NULL THEN '至' || iso_text(parameters.night) || '已逾' || CAST(duty.days AS VARCHAR) || '日未见训诫、警告或者提请。'
        ELSE iso_text(duty.late_on) || '才作出，晚' || CAST(duty.days AS VARCHAR) || '日。'
    END AS summary,
    duty.conduct || '；处置：' || duty.due_arithmetic || '；' || iso_text(duty.due_day) || ' → '
    || iso_text(COALESCE(duty.late_on, parameters.night)) || ' = ' || CAST(duty.days AS VARCHAR) || '日' AS arithmetic,
    duty.register_record AS evidence_1,
    duty.record_1 AS evidence_2,
    duty.record_2 AS evidence_3,
    duty.late_record AS evidence_4
FROM unanswered_duties AS duty
INNER JOIN justice_register AS register ON register.record_id = duty.register_record
CROSS JOIN parameters
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(register.county, '')
WHERE duty.ground = 'offence' AND duty.explanation IS NULL AND duty.not_provable IS NULL
ORDER BY finding_key
