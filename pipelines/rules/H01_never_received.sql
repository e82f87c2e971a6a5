/*---
id: H01
version: 1
label: 漏管
title: 管制、缓刑生效后未报到、未接收
question: 判处管制、宣告缓刑的人，报到期限届满后，执行地社区矫正机构有没有接收？
english: 'Sentenced to public surveillance or probation, the time to report over: has the executing agency received the person?'
direction: supervision
audience: prosecutor
law: [社矫法20, 社矫法21]
duty: [人民法院：五日内通知、十日内送达法律文书, 执行地县级社区矫正机构：未按时报到的及时组织查找]
instrument: 纠正违法通知书
needs: [court.sentences, justice.register]
searched:
  - {dataset: justice.register, what: 同一人、同一案件的登记（含仅建档未报到的）}
  - {dataset: justice.transfers, what: 已由其他执行地接收的变更}
  - {dataset: police.population, what: 期限届满前死亡}
  - {dataset: police.custody, what: 期限届满时及当晚仍处羁押、拘留或强制隔离戒毒}
  - {dataset: court.revocations, what: 已裁定撤销}
  - {dataset: court.sentences, what: 已被再审改判，或已并入后一判决数罪并罚}
clears:
  - 登记表中有同一人、同一案件的报到或接收记录，只是姓名、证件号或案号录入不一致
  - 期限届满前死亡、被羁押，或裁判已撤销、改判、并罚
  - 执行地实为其他县区，已由该地接收
  - 法院登记的生效日期、执行地有误
shows:
  court.sentences: [case_no, defendant_no, court_name, decision_type, correction_type, person_name, id_no, pronounced_date, served_date, effective_date, status, execution_county, notified_date, documents_sent_date]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, effective_date, documents_received_date, reported_date, received_date, county, status]
---*/
SELECT
    found.record_id AS finding_key,
    found.county,
    found.record_id AS person_record,
    sentence.case_no,
    found.correction_type,
    add_days(found.deadline, 1) AS since,
    days_between(found.deadline, parameters.night) AS days,
    CASE
        WHEN days_between(found.deadline, parameters.night) <= 10 THEN '1_10_days'
        WHEN parameters.night <= add_months(found.deadline, 1) THEN '11_days_to_month'
        ELSE 'over_month'
    END AS band,
    CASE
        (CASE WHEN sentence.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN found.estimated THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌未报到接收：裁判于' || iso_text(found.effective_date) || '生效' || CASE WHEN found.estimated THEN '（推算）' ELSE '' END
    || '，最迟应于' || iso_text(found.deadline) || '报到，至' || iso_text(parameters.night) || '已逾'
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
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM dispositions AS found
INNER JOIN court_sentences AS sentence ON sentence.record_id = found.record_id
CROSS JOIN parameters
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(found.county, '')
WHERE found.disposition = 'never_received'
    AND found.correction_type IN ('public_surveillance', 'probation')
ORDER BY finding_key
