/*---
id: S09
version: 1
label: 违规出境
title: 社区矫正期间出境
question: 刑罚尚未执行完毕、正在社区矫正的人，有没有出境？
english: 'A penalty not yet served, the person in correction: did the person leave the country?'
direction: supervision
audience: prosecutor
law: [出境入境管理法12]
duty: [执行地县级社区矫正机构：报备不准出境，查明去向, 出入境边防检查机关：阻止法定不准出境人员出境]
instrument: 纠正违法通知书
needs: [justice.register, police.border]
searched:
  - {dataset: justice.register, what: 出境时矫正尚未开始或者已经解除、终止}
  - {dataset: police.population, what: 出境以前已经死亡（证件被他人冒用）}
  - {dataset: police.custody, what: 出境当日在押（证件被他人冒用）}
clears:
  - 出境的不是本人（证件号录入有误、被冒用、一号多人）
  - 出境时刑罚已经执行完毕，或者裁判已被改判、撤销
  - 出境记录有误，未实际出境
shows:
  police.border: [id_no, person_name, direction, port, crossed_at]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, effective_date, start_date, end_date, county, office_name, status, ended_date, end_reason]
  justice.exit_control: [report_no, correction_no, reported_date, start_date, end_date, withdrawn_date]
---*/
WITH once AS (
    SELECT exits_in_correction.*
    FROM exits_in_correction
    WHERE exits_in_correction.explanation IS NULL AND exits_in_correction.not_provable IS NULL
),
-- each once, and so before they are looked for: joined in one piece, every exit would be paired with every later entry
own_numbers AS (
    SELECT DISTINCT once.record_id, once.crossed_at, traces.id_no_18
    FROM once
    INNER JOIN traces ON traces.person_id = once.person_id
),
entered AS (
    SELECT own_numbers.record_id, MIN(day_of(entry.crossed_at)) AS back_on
    FROM own_numbers
    CROSS JOIN parameters
    INNER JOIN police_border AS entry ON entry.id_no_18 = own_numbers.id_no_18
    WHERE entry.direction = 'entry'
        AND entry.crossed_at > own_numbers.crossed_at
        AND day_of(entry.crossed_at) <= parameters.night
    GROUP BY own_numbers.record_id
),
reported AS (
    SELECT
        once.record_id,
        report.record_id AS report_record,
        ROW_NUMBER() OVER (PARTITION BY once.record_id ORDER BY report.reported_date, report.record_id) AS place
    FROM once
    INNER JOIN persons AS person ON person.person_id = once.person_id
    INNER JOIN justice_register AS register ON register.record_id = person.record_id
    INNER JOIN justice_exit_control AS report ON report.correction_no = register.correction_no
    WHERE report.reported_date <= once.left_on
        AND once.left_on BETWEEN report.start_date AND report.end_date
        AND (report.withdrawn_date IS NULL OR report.withdrawn_date > once.left_on)
)
SELECT
    once.record_id || '|' || once.register_record AS finding_key,
    once.county,
    once.register_record AS person_record,
    once.case_no,
    once.correction_type,
    once.left_on AS since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN once.exact THEN 0 ELSE 1 END)
        + (CASE WHEN once.other_name THEN 2 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌矫正期间出境：' || iso_text(once.left_on) || '出境，'
    || CASE
        WHEN entered.back_on IS NOT NULL THEN iso_text(entered.back_on) || '入境'
        WHEN border_reach.covered_to >= parameters.night THEN '至' || iso_text(parameters.night) || '未见入境'
        ELSE '入境情况不作判断'
    END
    || CASE
        WHEN reported.report_record IS NOT NULL THEN '；出境时已有不准出境报备。'
        WHEN exit_reach.covered_to >= add_days(once.left_on, parameters.register_grace_days) THEN '；出境时未见有效的不准出境报备。'
        ELSE '。'
    END
    || CASE WHEN once.other_name THEN '出入境记录的姓名与登记不一致，先核对是否本人。' ELSE '' END AS summary,
    '矫正期' || iso_text(once.first_day) || '至' || COALESCE(iso_text(once.end_date), '（未载）') || '；出境'
    || iso_text(once.left_on) || '在期内' AS arithmetic,
    once.record_id AS evidence_1,
    once.register_record AS evidence_2,
    reported.report_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM once
CROSS JOIN parameters
LEFT JOIN entered ON entered.record_id = once.record_id
LEFT JOIN reported ON reported.record_id = once.record_id AND reported.place = 1
LEFT JOIN reach AS border_reach ON border_reach.dataset = 'police.border' AND border_reach.county = COALESCE(once.county, '')
LEFT JOIN reach AS exit_reach
    ON exit_reach.dataset = 'justice.exit_control' AND exit_reach.county = COALESCE(once.county, '')
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(once.county, '')
ORDER BY finding_key
