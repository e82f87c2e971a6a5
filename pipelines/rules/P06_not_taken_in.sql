/*---
id: P06
version: 1
label: 裁定后未收押
title: 裁定撤销缓刑、假释或者决定收监执行以后，十日内未见收押
question: 准予撤销、收监的裁定、决定作出以后，人有没有在十日内收押、送交执行？
english: 'Revocation or return to prison was granted: was the person taken into custody within ten days?'
direction: supervision
audience: prosecutor
law: [社矫法48, 社矫法49, 社矫法50]
duty: [公安机关：及时将罪犯送交执行，逃跑的追捕]
instrument: 纠正违法通知书
needs: [court.revocations, police.custody]
searched:
  - {dataset: police.custody, what: 裁定之日至期限届满之间（含此前已在押）的拘留、逮捕、强制隔离戒毒}
  - {dataset: court.revocations, what: 送交执行、收监日期，以及在后的不予裁定}
  - {dataset: court.sentences, what: 裁定之后又决定暂予监外执行}
  - {dataset: justice.register, what: 裁定之后的暂予监外执行登记}
  - {dataset: police.population, what: 期限届满前死亡}
clears:
  - 已收押、已送交监狱或者看守所，只是没有录入
  - 已列为追逃对象，正在追捕
  - 裁定之后死亡，或者又决定暂予监外执行
  - 先行羁押折抵后已无余刑
shows:
  court.revocations: [ruling_no, original_case_no, person_name, id_no, revocation_type, petition_received_date, ruling_date, result, delivered_date]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, county, office_name, out_of_contact, status, ended_date, end_reason]
  police.custody: [custody_no, person_name, id_no, kind, reason, organ, decided_date, start_date, end_date]
---*/
SELECT
    free.record_id AS finding_key,
    COALESCE(free.county, '') AS county,
    free.record_id AS person_record,
    free.case_no,
    free.correction_type,
    add_days(free.due_day, 1) AS since,
    free.days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN free.exact OR free.register_record IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌裁定后未收押：' || iso_text(free.ruled_on)
    || CASE free.revocation_type
        WHEN 'revoke_probation' THEN '裁定撤销缓刑'
        WHEN 'revoke_parole' THEN '裁定撤销假释'
        ELSE '决定收监执行'
    END
    || '，最迟应于' || iso_text(free.due_day) || '收押，'
    || CASE
        WHEN free.taken_on IS NULL THEN '至' || iso_text(parameters.night) || '已逾' || CAST(free.days AS VARCHAR) || '日未见收押和送交执行。'
        ELSE iso_text(free.taken_on) || '才收押，晚' || CAST(free.days AS VARCHAR) || '日。'
    END AS summary,
    free.arithmetic || '；' || iso_text(free.due_day) || ' → ' || iso_text(COALESCE(free.taken_on, parameters.night)) || ' = '
    || CAST(free.days AS VARCHAR) || '日' AS arithmetic,
    free.record_id AS evidence_1,
    free.register_record AS evidence_2,
    free.custody_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM not_taken_in AS free
CROSS JOIN parameters
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(free.county, '')
WHERE free.explanation IS NULL AND free.not_provable IS NULL
ORDER BY finding_key
