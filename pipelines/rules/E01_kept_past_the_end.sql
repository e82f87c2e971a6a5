/*---
id: E01
version: 1
label: 超期矫正
title: 矫正期满后仍在矫
question: 矫正期限已满的人，有没有按期解除，还是仍被当作在矫人员管着？
english: 'The term is over: was the person discharged, or is the person still kept in correction?'
direction: wrong_against_person
audience: prosecutor
law: [社矫法44, 规则643]
duty: [执行地县级社区矫正机构：立即宣告解除并发给解除证明书]
instrument: 立即纠正（口头或者书面纠正意见）
needs: [justice.register]
searched:
  - {dataset: police.custody, what: 尚未结束的羁押、拘留、强制隔离戒毒}
  - {dataset: court.revocations, what: 撤销缓刑、假释或者收监执行，审理中或已准予}
  - {dataset: justice.sanctions, what: 提请撤销、收监而尚未见不予裁定}
  - {dataset: justice.prison_releases, what: 监所登记的更晚刑期止日}
  - {dataset: court.sentences, what: 矫正期间另有生效裁判，期限因此延后}
clears:
  - 已按期解除，只是登记状态没有更新
  - 矫正结束日期录入有误，依裁判应更晚
  - 因撤销、收监、又判新罪等，期限依法延后
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, principal_penalty, probation_term, effective_date, start_date, end_date, county, office_name, status, ended_date]
---*/
SELECT
    past_end.record_id AS finding_key,
    past_end.county,
    past_end.record_id AS person_record,
    past_end.case_no,
    past_end.correction_type,
    add_days(past_end.end_date, 1) AS since,
    days_between(past_end.end_date, past_end.night) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN past_end.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌超期矫正：矫正期限于' || iso_text(past_end.end_date) || '届满，至' || iso_text(past_end.night) || '已超'
    || CAST(days_between(past_end.end_date, past_end.night) AS VARCHAR) || '日，' || iso_text(past_end.seen_on)
    || '的登记仍为在矫，未见羁押、提请撤销收监或者期限延后的记录。' AS summary,
    iso_text(past_end.end_date) || '届满 → ' || iso_text(past_end.night) || ' = '
    || CAST(days_between(past_end.end_date, past_end.night) AS VARCHAR) || '日（期限不因休息日顺延）' AS arithmetic,
    past_end.record_id AS evidence_1,
    CAST(NULL AS VARCHAR) AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM past_end
LEFT JOIN needed_coverage ON needed_coverage.county = past_end.county
WHERE past_end.explanation IS NULL AND past_end.not_provable IS NULL
ORDER BY finding_key
