/*---
id: S07
version: 1
label: 请假逾期未归
title: 批准的外出期满后未归，或者逾期返回
question: 经批准请假外出的人，期满有没有返回并销假？
english: 'On approved leave: did the person come back, and report back, by its last day?'
direction: supervision
audience: prosecutor
law: [办法28]
duty: [执行地县级社区矫正机构、受委托的司法所：责令立即返回，查明原因，依规处置]
instrument: 书面纠正意见
needs: [justice.register, justice.leaves]
searched:
  - {dataset: justice.leaves, what: 续假（期满次日以前开始、更晚结束）、同一外出的另一份记录已销假、目的地在本市县以内}
  - {dataset: justice.permits, what: 期满次日仍有效的经常性跨市县活动批准}
  - {dataset: justice.contacts, what: 外出开始以后、期满次日以前在执行地的正常接触（说明已经返回）}
  - {dataset: justice.transfers, what: 外出期间决定变更执行地}
  - {dataset: justice.register, what: 期满以前矫正已结束}
  - {dataset: police.custody, what: 期满时或次日在押}
  - {dataset: police.population, what: 期满次日以前死亡}
clears:
  - 已按期返回，只是没有销假或者销假日期登记有误
  - 已经续假，只是没有录入
  - 因疾病、不可抗力不能按期返回，已及时报告
shows:
  justice.leaves: [leave_no, correction_no, reason, destination_county, start_date, end_date, approval_level, approved, approved_date, returned_date]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, end_date, county, office_name, status]
  justice.contacts: [correction_no, contacted_at, method, result, county]
  justice.sanctions: [sanction_no, correction_no, kind, behaviour_date, decided_date, reason]
---*/
WITH counted AS (
    SELECT absence.*
    FROM not_back_from_leave AS absence
    WHERE absence.explanation IS NULL AND absence.not_provable IS NULL
),
answered AS (
    SELECT
        counted.record_id,
        sanction.record_id AS sanction_record,
        sanction.decided_date,
        ROW_NUMBER() OVER (PARTITION BY counted.record_id ORDER BY sanction.decided_date, sanction.record_id) AS place
    FROM counted
    INNER JOIN justice_sanctions AS sanction ON sanction.correction_no = counted.correction_no
    WHERE sanction.kind NOT IN ('commendation', 'petition_commutation')
        AND sanction.decided_date BETWEEN add_days(counted.end_date, 1) AND counted.night
        -- a behaviour named and outside the days of absence is another matter
        AND (sanction.behaviour_date IS NULL OR sanction.behaviour_date BETWEEN counted.end_date AND counted.until_on)
)
SELECT
    counted.record_id AS finding_key,
    counted.county,
    counted.register_record AS person_record,
    counted.case_no,
    counted.correction_type,
    add_days(counted.end_date, 1) AS since,
    days_between(counted.end_date, counted.until_on) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN counted.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN counted.office_closed OR (counted.returned_on IS NULL AND counted.back_on IS NOT NULL) THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌请假逾期：批准外出' || iso_text(counted.start_date) || '至' || iso_text(counted.end_date) || '，'
    || CASE
        WHEN counted.known_back IS NULL
            THEN '至' || iso_text(counted.until_on) || '未见返回、销假，已逾'
                || CAST(days_between(counted.end_date, counted.until_on) AS VARCHAR) || '日'
        WHEN counted.returned_on IS NULL
            THEN iso_text(counted.back_on) || '在执行地已有接触，此前' || CAST(days_between(counted.end_date, counted.until_on) AS VARCHAR)
                || '日未见返回，至今未见销假'
        ELSE iso_text(counted.returned_on) || '销假，逾期' || CAST(days_between(counted.end_date, counted.until_on) AS VARCHAR) || '日'
    END
    || CASE WHEN counted.office_closed THEN '（期满日为休息日，可能是上班后补办）' ELSE '' END
    || CASE
        WHEN answered.sanction_record IS NOT NULL THEN '；' || iso_text(answered.decided_date) || '已有处置。'
        ELSE '。'
    END AS summary,
    '期满' || iso_text(counted.end_date) || ' → ' || iso_text(counted.until_on) || ' = '
    || CAST(days_between(counted.end_date, counted.until_on) AS VARCHAR) || '日' AS arithmetic,
    counted.record_id AS evidence_1,
    counted.register_record AS evidence_2,
    CASE WHEN counted.returned_on IS NULL THEN counted.contact_record END AS evidence_3,
    answered.sanction_record AS evidence_4
FROM counted
LEFT JOIN answered ON answered.record_id = counted.record_id AND answered.place = 1
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(counted.county, '')
ORDER BY finding_key
