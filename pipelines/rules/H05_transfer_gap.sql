/*---
id: H05
version: 1
label: 执行地变更脱节
title: 决定变更执行地后，新执行地逾期未接收
question: 决定变更执行地以后，人有没有在七日内到新执行地报到并被接收？
english: 'After a decision to move the place of execution: did the person report to the new county within seven days and was received?'
direction: supervision
audience: prosecutor
law: [社矫法27, 办法31]
duty: [原执行地县级社区矫正机构：未按时报到的组织查找, 新执行地县级社区矫正机构：接收并反馈]
instrument: 书面纠正意见
needs: [justice.transfers, justice.register]
searched:
  - {dataset: justice.register, what: 新执行地登记表中同一人在变更决定之后的报到、接收记录}
  - {dataset: justice.register, what: 报到期限前已解除、终止矫正}
  - {dataset: police.population, what: 死亡}
  - {dataset: police.custody, what: 报到期限届满时或当晚处于羁押、拘留或强制隔离戒毒}
clears:
  - 新执行地已接收，只是变更台账没有填写接收日期
  - 变更决定已撤回，人仍由原执行地监管
  - 决定书送达在后，七日应从收到之日起算
  - 期间死亡、被羁押，或矫正已期满、终止
shows:
  justice.transfers: [transfer_no, correction_no, from_county, to_county, decided_date, documents_sent_date, report_due_date, reported_date, received_date]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, reported_date, received_date, end_date, county, status, ended_date]
---*/
SELECT
    overdue.record_id AS finding_key,
    overdue.county,
    overdue.register_record AS person_record,
    overdue.case_no,
    overdue.correction_type,
    add_days(overdue.due_day, 1) AS since,
    overdue.days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN overdue.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night AND overdue.register_covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌执行地变更脱节：' || iso_text(overdue.decided_date) || '决定由' || overdue.from_name
    || '变更到' || overdue.to_name || '，最迟应于' || iso_text(overdue.due_day)
    || '报到，至' || iso_text(parameters.night) || '已逾' || CAST(overdue.days AS VARCHAR) || '日未见接收。' AS summary,
    overdue.arithmetic || overdue.due_note || '；宽限' || CAST(parameters.register_grace_days AS VARCHAR) || '日至'
    || iso_text(add_days(overdue.due_day, parameters.register_grace_days)) || '；' || iso_text(overdue.due_day) || ' → '
    || iso_text(parameters.night) || ' = ' || CAST(overdue.days AS VARCHAR) || '日' AS arithmetic,
    overdue.record_id AS evidence_1,
    overdue.register_record AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM transfers_unreceived AS overdue
CROSS JOIN parameters
LEFT JOIN needed_coverage ON needed_coverage.county = overdue.county
WHERE overdue.explanation IS NULL AND overdue.not_provable IS NULL
ORDER BY finding_key
