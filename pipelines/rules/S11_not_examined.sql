/*---
id: S11
version: 1
label: 暂予监外执行未复查
title: 暂予监外执行期间超过三个月（或者批准延长的期限）没有病情复查
question: 暂予监外执行的人，有没有每三个月、或者在批准延长的期限内提交病情复查？
english: 'On temporary release outside prison: was there a medical examination every three months, or within the extension granted?'
direction: supervision
audience: prosecutor
law: [办法24, 办法35]
duty: [执行地县级社区矫正机构：督促复查，逾期不提交的给予警告；暂予监外执行情形消失的提请收监]
instrument: 书面纠正意见
needs: [justice.register, justice.medical]
searched:
  - {dataset: justice.medical, what: 同一人在任何矫正编号下的复查，以及登记的延长期限（含数据滞后的宽限日）}
  - {dataset: justice.register, what: 复查期限届满以前矫正已期满或者终止}
  - {dataset: police.custody, what: 当晚在押；已结束的羁押，自结束之日重新起算}
  - {dataset: court.revocations, what: 已决定收监执行}
  - {dataset: police.population, what: 死亡}
clears:
  - 已经复查，只是没有提交或没有录入
  - 不是保外就医（怀孕、哺乳、生活不能自理），不适用三个月复查
  - 复查期限经批准延长，只是没有登记
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, reported_date, received_date, start_date, end_date, county, office_name, status]
  justice.medical: [report_no, correction_no, examined_date, submitted_date, next_due_date]
---*/
SELECT
    due.record_id AS finding_key,
    due.county,
    due.record_id AS person_record,
    due.case_no,
    due.correction_type,
    add_days(due.due_day, 1) AS since,
    days_between(due.due_day, due.night) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        -- the register does not say on which ground the person is outside: only 保外就医 owes examinations
        1
        + (CASE WHEN due.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN COALESCE(due.implausible, FALSE) THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '疑似未按期复查（如系保外就医）：'
    || CASE
        WHEN due.examined_date IS NULL THEN '入矫以来未见病情复查，'
        ELSE '最近一次病情复查' || iso_text(due.examined_date) || '，'
    END
    || '最迟应于' || iso_text(due.due_day) || '复查，至' || iso_text(due.night) || '已逾'
    || CAST(days_between(due.due_day, due.night) AS VARCHAR) || '日。' AS summary,
    iso_text(due.counted_from)
    || CASE
        WHEN due.counted_from = due.examined_date THEN '（复查）'
        WHEN due.counted_from = due.begun_on THEN '（入矫）'
        ELSE '（羁押结束）'
    END
    || ' + 3个月 = ' || iso_text(add_months(due.counted_from, 3))
    || CASE
        WHEN due.implausible THEN '；登记的下次期限' || iso_text(due.next_due_date) || '超过一年，未采用'
        WHEN due.next_due_date > add_months(due.counted_from, 3) THEN '；延长至' || iso_text(due.next_due_date)
        ELSE ''
    END
    || '；届满' || iso_text(due.due_day) || ' → ' || iso_text(due.night) || ' = '
    || CAST(days_between(due.due_day, due.night) AS VARCHAR) || '日' AS arithmetic,
    due.record_id AS evidence_1,
    due.medical_record AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM not_examined AS due
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(due.county, '')
WHERE due.explanation IS NULL AND due.not_provable IS NULL
ORDER BY finding_key
