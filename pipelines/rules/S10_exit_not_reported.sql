/*---
id: S10
version: 1
label: 未报备出入境
title: 在矫人员没有有效的不准出境报备（须先设定期限），或者解除矫正后报备仍未撤销
question: 在矫的人有没有依规定报备不准出境，解除以后报备有没有撤销？
english: 'In correction: was the person reported to the border authority (once an office has set the days), and was the report withdrawn after the end?'
direction: supervision
audience: prosecutor
law: [国移民公〔2021〕420号, 出境入境管理法12]
duty: [执行地县级社区矫正机构：按期报备，解除、终止后及时撤销报备]
instrument: 书面纠正意见
needs: [justice.register, justice.exit_control]
searched:
  - {dataset: justice.exit_control, what: 同一人在任何矫正编号下的有效报备；撤销日期、报备期限届满}
  - {dataset: justice.register, what: 矫正期限已满；解除后同一人仍有另一期社区矫正}
  - {dataset: police.custody, what: 当晚在押；解除后另案被采取强制措施}
  - {dataset: police.population, what: 死亡}
clears:
  - 已经报备或者已经撤销，只是没有登记或记在别的编号下
  - 报备由其他机关办理
  - 解除以后另有不准出境的依据
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, reported_date, received_date, start_date, end_date, county, status, ended_date, end_reason]
  justice.exit_control: [report_no, correction_no, reported_date, start_date, end_date, withdrawn_date]
---*/
-- no number is confirmed: without one set by the office the first half is silent
WITH found AS (
    SELECT
        due.record_id AS finding_key,
        due.record_id AS register_record,
        due.report_record,
        due.county,
        due.case_no,
        due.correction_type,
        due.id_no_18,
        add_days(due.due_day, 1) AS since,
        days_between(due.due_day, due.night) AS days,
        '涉嫌未报备：入矫' || iso_text(due.begun_on) || '，最迟应于' || iso_text(due.due_day) || '报备不准出境，至'
        || iso_text(due.night)
        || CASE WHEN due.report_record IS NULL THEN '未见报备。' ELSE '未见有效的报备，此前的报备已届满或者撤销。' END AS summary,
        iso_text(due.begun_on) || ' + ' || CAST(due.exit_report_days AS VARCHAR) || '日（办公室设定） → '
        || iso_text(due.due_day) || '；' || iso_text(due.due_day) || ' → ' || iso_text(due.night) || ' = '
        || CAST(days_between(due.due_day, due.night) AS VARCHAR) || '日' AS arithmetic
    FROM exits_unreported AS due
    WHERE due.explanation IS NULL AND due.not_provable IS NULL
    UNION ALL
    SELECT
        restriction.record_id AS finding_key,
        restriction.register_record,
        restriction.record_id AS report_record,
        restriction.county,
        restriction.case_no,
        restriction.correction_type,
        restriction.id_no_18,
        add_days(restriction.ended_on, 1) AS since,
        days_between(restriction.ended_on, parameters.night) AS days,
        '涉嫌报备未撤销：社区矫正已于' || iso_text(restriction.ended_on) || '解除，至' || iso_text(parameters.night) || '已'
        || CAST(days_between(restriction.ended_on, parameters.night) AS VARCHAR) || '日，不准出境报备未见撤销，报备期限至'
        || iso_text(restriction.until_day) || '，本人出境仍受限制。' AS summary,
        iso_text(restriction.ended_on) || '解除 → ' || iso_text(parameters.night) || ' = '
        || CAST(days_between(restriction.ended_on, parameters.night) AS VARCHAR) || '日' AS arithmetic
    FROM restrictions_after_end AS restriction
    CROSS JOIN parameters
    WHERE restriction.kind = 'exit_report' AND restriction.explanation IS NULL AND restriction.not_provable IS NULL
)
SELECT
    found.finding_key,
    found.county,
    found.register_record AS person_record,
    found.case_no,
    found.correction_type,
    found.since,
    found.days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN found.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    found.summary,
    found.arithmetic,
    found.register_record AS evidence_1,
    found.report_record AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM found
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(found.county, '')
ORDER BY finding_key
