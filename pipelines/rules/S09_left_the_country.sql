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
WITH exits AS (
    SELECT
        crossing.record_id,
        traces.person_id,
        crossing.id_no_18,
        crossing.person_name_key,
        crossing.crossed_at,
        day_of(crossing.crossed_at) AS left_on
    FROM police_border AS crossing
    CROSS JOIN parameters
    INNER JOIN traces ON traces.id_no_18 = crossing.id_no_18
    WHERE crossing.direction = 'exit' AND day_of(crossing.crossed_at) <= parameters.night
),
terms AS (
    SELECT
        register.record_id,
        person.person_id,
        register.county,
        register.case_no,
        register.correction_type,
        register.end_date,
        register.id_no_18,
        register.person_name_key,
        register.former_name_key,
        COALESCE(register.start_date, register.effective_date, register.reported_date, register.received_date) AS first_day,
        -- who is discharged that day may leave that day; who has ended, and nobody says when, was in correction on no day
        -- that could be named
        CASE
            WHEN register.ended_date <= parameters.night
                THEN LEAST(add_days(register.ended_date, -1), COALESCE(register.end_date, register.ended_date))
            WHEN register.status IN ('in_correction', 'not_reported')
                THEN LEAST(reach.covered_to, parameters.night, COALESCE(register.end_date, parameters.night))
        END AS last_day,
        COALESCE(register.reported_date, register.received_date) AS received_on
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = register.record_id
    INNER JOIN reach
        ON reach.dataset = 'justice.register' AND reach.county = COALESCE(register.county, '') AND reach.covered_to IS NOT NULL
    WHERE EXISTS (SELECT 1 FROM exits WHERE exits.person_id = person.person_id)
),
during AS (
    SELECT
        exits.record_id,
        exits.person_id,
        exits.crossed_at,
        exits.left_on,
        exits.id_no_18 AS border_id,
        terms.record_id AS register_record,
        terms.county,
        terms.case_no,
        terms.correction_type,
        terms.first_day,
        terms.end_date,
        COALESCE(terms.id_no_18 = exits.id_no_18, FALSE) AS exact,
        -- a name the register does not know, on a number it knows
        COALESCE(exits.person_name_key <> terms.person_name_key, FALSE)
        AND COALESCE(exits.person_name_key <> terms.former_name_key, TRUE) AS other_name,
        -- the county that had the person on that day
        ROW_NUMBER() OVER (
            PARTITION BY exits.record_id
            ORDER BY
                CASE WHEN terms.received_on <= exits.left_on THEN 0 ELSE 1 END,
                terms.received_on DESC,
                terms.record_id
        ) AS place
    FROM exits
    INNER JOIN terms
        ON terms.person_id = exits.person_id
        AND exits.left_on BETWEEN terms.first_day AND terms.last_day
),
-- several records of one day are one crossing
once AS (
    SELECT
        during.*,
        ROW_NUMBER() OVER (PARTITION BY during.person_id, during.left_on ORDER BY during.crossed_at, during.record_id) AS crossing
    FROM during
    WHERE during.place = 1
),
-- each once, and so before they are looked for: joined in one piece, every exit would be paired with every later entry
own_numbers AS (
    SELECT DISTINCT once.record_id, once.crossed_at, traces.id_no_18
    FROM once
    INNER JOIN traces ON traces.person_id = once.person_id
    WHERE once.crossing = 1
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
    WHERE once.crossing = 1
        AND report.reported_date <= once.left_on
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
WHERE once.crossing = 1
    AND NOT EXISTS (
        SELECT 1
        FROM police_population AS resident
        INNER JOIN persons AS person ON person.record_id = resident.record_id
        WHERE person.person_id = once.person_id AND resident.status = 'died' AND resident.status_date < once.left_on
    )
    AND NOT EXISTS (
        -- the first and the last day of a stay leave room for a journey
        SELECT 1 FROM restraints
        WHERE restraints.person_id = once.person_id
            AND once.left_on > restraints.from_day
            AND once.left_on < restraints.to_day
    )
ORDER BY finding_key
