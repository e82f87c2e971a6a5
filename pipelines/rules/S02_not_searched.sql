/*---
id: S02
version: 1
label: 未查找、未通报
title: 失去联系后未组织查找，或者查找未通报公安机关、人民检察院
question: 失去联系超过三日的，有没有组织查找，有没有通报公安机关和人民检察院？
english: 'Out of contact for more than three days: was a search started, and were police and procuratorate told?'
direction: supervision
audience: prosecutor
law: [社矫法30, 办法38]
duty: [执行地县级社区矫正机构：立即组织查找，通知公安机关，通报人民检察院]
instrument: 纠正违法通知书
needs: [justice.register, justice.contacts, justice.searches]
searched:
  - {dataset: justice.searches, what: 失联当时尚未了结的查找记录及其通知、通报日期}
  - {dataset: justice.contacts, what: 截至数据所及之日的正常接触（有接触即不算失联）}
  - {dataset: police.custody, what: 羁押、拘留、强制隔离戒毒}
  - {dataset: justice.leaves, what: 经批准的外出}
clears:
  - 已组织查找，只是查找记录没有录入
  - 通知、通报已作出，有文书或回执而未填日期
  - 其实没有失去联系（见脱管线索的排除情形）
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, county, office_name, supervision_level, status]
  justice.searches: [search_no, correction_no, lost_date, started_date, police_notified_date, procuratorate_notified_date, found_date, outcome]
  justice.contacts: [correction_no, contacted_at, method, result, county]
---*/
SELECT
    lost.record_id AS finding_key,
    lost.county,
    lost.record_id AS person_record,
    lost.case_no,
    lost.correction_type,
    add_days(lost.as_of, 1 - lost.days_beyond) AS since,
    lost.days_beyond AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN lost.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌失联后处置缺失：至' || iso_text(lost.as_of) || '失去联系' || CAST(lost.days_beyond AS VARCHAR) || '日，'
    || CASE
        WHEN lost.search_record IS NULL THEN '未见查找记录。'
        ELSE '查找记录'
        || CASE WHEN lost.started_date IS NULL THEN '缺组织查找日期，' ELSE '' END
        || CASE WHEN lost.police_date IS NULL THEN '缺通知公安机关日期，' ELSE '' END
        || CASE WHEN lost.procuratorate_date IS NULL THEN '缺通报人民检察院日期，' ELSE '' END
        || '请核查。'
    END AS summary,
    '失去联系' || CAST(lost.days_beyond AS VARCHAR) || '日 > 3日' AS arithmetic,
    lost.record_id AS evidence_1,
    lost.search_record AS evidence_2,
    lost.last_contact_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM out_of_contact_long AS lost
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(lost.county, '')
WHERE lost.explanation IS NULL AND lost.not_provable IS NULL
ORDER BY finding_key
