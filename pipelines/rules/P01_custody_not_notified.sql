/*---
id: P01
version: 1
label: 羁押未通知
title: 矫正期间被拘留、逮捕、强制隔离戒毒，决定机关未在三日内通知社区矫正机构
question: 在矫的人被依法限制人身自由的，决定机关有没有在三日内通知执行地社区矫正机构？
english: 'Taken into custody during correction: did the deciding organ tell the corrections agency within three days?'
direction: supervision
audience: prosecutor
law: [社矫法32, 办法41]
duty: [决定拘留、逮捕、强制隔离戒毒的机关：三日内通知执行地县级社区矫正机构和人民检察院]
instrument: 纠正违法通知书
needs: [justice.register, police.custody]
searched:
  - {dataset: police.custody, what: 同一次羁押中已按期作出的通知（拘留转逮捕、重复登记）}
  - {dataset: court.revocations, what: 因撤销缓刑、假释或者收监执行而羁押（执行裁定，不是新的强制措施）}
  - {dataset: justice.sanctions, what: 社区矫正机构自己提请的逮捕}
clears:
  - 已经通知，有文书或回执而未填日期
  - 羁押是执行撤销缓刑、假释或者收监执行的裁定
  - 决定时决定机关无从知道本人正在接受社区矫正（身份未查明）
  - 羁押的不是同一人
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, start_date, end_date, county, office_name, status, ended_date, end_reason]
  police.custody: [custody_no, person_name, id_no, kind, reason, organ, decided_date, start_date, end_date, corrections_notified_date]
---*/
SELECT
    found.register_record || '|' || found.record_id AS finding_key,
    found.county,
    found.register_record AS person_record,
    found.case_no,
    found.correction_type,
    add_days(found.due_day, 1) AS since,
    found.days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN found.exact THEN 0 ELSE 1 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌羁押未通知：矫正期间' || iso_text(found.decided_on) || '决定'
    || CASE found.kind
        WHEN 'administrative_detention' THEN '行政拘留'
        WHEN 'judicial_detention' THEN '司法拘留'
        WHEN 'criminal_detention' THEN '刑事拘留'
        WHEN 'arrest' THEN '逮捕'
        ELSE '强制隔离戒毒'
    END
    || '，最迟应于' || iso_text(found.due_day) || '通知社区矫正机构，'
    || CASE
        WHEN found.notified_on IS NULL THEN '至' || iso_text(found.night) || '未见通知日期，已逾' || CAST(found.days AS VARCHAR) || '日。'
        ELSE iso_text(found.notified_on) || '才通知，晚' || CAST(found.days AS VARCHAR) || '日。'
    END AS summary,
    found.arithmetic || '；' || iso_text(found.due_day) || ' → '
    || CASE WHEN found.notified_on IS NULL THEN iso_text(found.night) ELSE '通知' || iso_text(found.notified_on) END
    || ' = ' || CAST(found.days AS VARCHAR) || '日' AS arithmetic,
    found.register_record AS evidence_1,
    found.record_id AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM custody_not_notified AS found
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(found.county, '')
WHERE found.explanation IS NULL AND found.not_provable IS NULL
ORDER BY finding_key
