/*---
id: H07
version: 1
label: 假释未报到
title: 假释后未报到、未接收
question: 裁定假释的人，报到期限届满后，执行地社区矫正机构有没有接收？
english: 'Paroled, the time to report over: has the executing agency received the person?'
direction: supervision
audience: prosecutor
law: [社矫法21]
duty: [执行地县级社区矫正机构：未按时报到的及时组织查找, 监狱、看守所：通知并送达法律文书]
instrument: 纠正违法通知书
needs: [court.sentences, justice.prison_releases, justice.register]
searched:
  - {dataset: justice.register, what: 同一人、同一案件的登记（含仅建档未报到的）}
  - {dataset: justice.transfers, what: 已由其他执行地接收的变更}
  - {dataset: police.population, what: 期限届满前死亡}
  - {dataset: police.custody, what: 期限届满时及当晚仍处羁押、拘留或强制隔离戒毒}
  - {dataset: court.revocations, what: 已裁定撤销假释}
clears:
  - 登记表中有同一人、同一案件的报到或接收记录，只是姓名、证件号或案号录入不一致
  - 期限届满前死亡、被羁押或已收监
  - 执行地实为其他县区，已由该地接收
  - 裁定生效日期、出监日期或执行地登记有误
shows:
  court.sentences: [case_no, defendant_no, court_name, decision_type, correction_type, person_name, id_no, pronounced_date, effective_date, status, execution_county, decision_received_date]
  justice.prison_releases: [release_no, prison_name, person_name, id_no, release_kind, original_case_no, decision_received_date, released_date, handed_over_date, execution_county]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, effective_date, documents_received_date, reported_date, received_date, county, status]
---*/
SELECT
    found.record_id AS finding_key,
    found.county,
    found.record_id AS person_record,
    found.case_no,
    found.correction_type,
    add_days(found.deadline, 1) AS since,
    days_between(found.deadline, parameters.night) AS days,
    CASE
        WHEN days_between(found.deadline, parameters.night) <= 10 THEN '1_10_days'
        WHEN parameters.night <= add_months(found.deadline, 1) THEN '11_days_to_month'
        ELSE 'over_month'
    END AS band,
    CASE
        (CASE WHEN found.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN found.estimated THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌假释未报到接收：裁定假释后，最迟应于' || iso_text(found.deadline) || '报到，至' || iso_text(parameters.night) || '已逾'
    || CAST(days_between(found.deadline, parameters.night) AS VARCHAR) || '日，登记表中'
    || CASE
        WHEN found.register_record IS NOT NULL THEN '仅见建档、未见报到和接收日期。'
        ELSE '未见同一人同一案件的登记。'
    END AS summary,
    COALESCE(found.effective_arithmetic || '；', '') || found.deadline_arithmetic || '；' || iso_text(found.deadline)
    || ' → ' || iso_text(parameters.night) || ' = ' || CAST(days_between(found.deadline, parameters.night) AS VARCHAR)
    || '日' AS arithmetic,
    found.record_id AS evidence_1,
    found.register_record AS evidence_2,
    found.other_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM unreceived_releases AS found
CROSS JOIN parameters
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(found.county, '')
WHERE found.correction_type = 'parole' AND found.explanation IS NULL AND found.not_provable IS NULL
ORDER BY finding_key
