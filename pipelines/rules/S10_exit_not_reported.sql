/*---
id: S10
version: 1
label: 未报备出入境
title: 在矫人员没有有效的不准出境报备（须先设定期限），或者解除矫正后报备仍未撤销
question: 在矫的人有没有依规定报备不准出境，解除以后报备有没有撤销？
english: 'In correction: was the person reported to the border authority (once an office has set the days), and was the report withdrawn after the end?'
direction: supervision
audience: prosecutor
law: [国移民公〔2021〕420号, 出境入境管理法12]
duty: [执行地县级社区矫正机构：按期报备，解除、终止后及时撤销报备]
instrument: 书面纠正意见
needs: [justice.register, justice.exit_control]
searched:
  - {dataset: justice.exit_control, what: 同一人在任何矫正编号下的有效报备；撤销日期、报备期限届满}
  - {dataset: justice.register, what: 矫正期限已满；解除后同一人仍有另一期社区矫正}
  - {dataset: police.custody, what: 当晚在押；解除后另案被采取强制措施}
  - {dataset: police.population, what: 死亡}
clears:
  - 已经报备或者已经撤销，只是没有登记或记在别的编号下
  - 报备由其他机关办理
  - 解除以后另有不准出境的依据
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, reported_date, received_date, start_date, end_date, county, status, ended_date, end_reason]
  justice.exit_control: [report_no, correction_no, reported_date, start_date, end_date, withdrawn_date]
---*/
WITH in_correction AS (
    SELECT
        register.record_id,
        register.county,
        register.case_no,
        register.correction_type,
        register.id_no_18,
        person.person_id,
        -- the agency can report only whom it has
        COALESCE(register.reported_date, register.received_date, register.start_date) AS begun_on,
        parameters.exit_report_days,
        parameters.register_grace_days,
        parameters.night,
        LEAST(reach.covered_to, register_reach.covered_to, parameters.night) AS seen_on
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = register.record_id
    INNER JOIN reach
        ON reach.dataset = 'justice.exit_control'
        AND reach.county = COALESCE(register.county, '')
        AND reach.covered_to IS NOT NULL
    INNER JOIN reach AS register_reach
        ON register_reach.dataset = 'justice.register'
        AND register_reach.county = COALESCE(register.county, '')
        AND register_reach.covered_to IS NOT NULL
    -- no number is confirmed: without one set by the office this half is silent
    WHERE parameters.exit_report_days IS NOT NULL
        AND register.status = 'in_correction'
        AND NOT COALESCE(register.ended_date <= parameters.night, FALSE)
        AND COALESCE(register.end_date >= parameters.night, TRUE)
),
due AS (
    SELECT in_correction.*, rolled.due_day
    FROM in_correction
    INNER JOIN rolled ON rolled.day = add_days(in_correction.begun_on, in_correction.exit_report_days)
    WHERE in_correction.seen_on > add_days(rolled.due_day, in_correction.register_grace_days)
),
reports AS (
    SELECT
        person.person_id,
        report.record_id,
        report.start_date <= parameters.night
        AND report.end_date >= parameters.night
        AND (report.withdrawn_date IS NULL OR report.withdrawn_date > parameters.night) AS is_open,
        ROW_NUMBER() OVER (PARTITION BY person.person_id ORDER BY report.end_date DESC, report.record_id) AS place
    FROM justice_exit_control AS report
    CROSS JOIN parameters
    INNER JOIN justice_register AS register ON register.correction_no = report.correction_no
    INNER JOIN persons AS person ON person.record_id = register.record_id
    WHERE report.reported_date <= parameters.night AND parameters.exit_report_days IS NOT NULL
),
found AS (
    SELECT
        due.record_id AS finding_key,
        due.record_id AS register_record,
        earlier.record_id AS report_record,
        due.county,
        due.case_no,
        due.correction_type,
        due.id_no_18,
        add_days(due.due_day, 1) AS since,
        days_between(due.due_day, due.night) AS days,
        '涉嫌未报备：入矫' || iso_text(due.begun_on) || '，最迟应于' || iso_text(due.due_day) || '报备不准出境，至'
        || iso_text(due.night)
        || CASE WHEN earlier.record_id IS NULL THEN '未见报备。' ELSE '未见有效的报备，此前的报备已届满或者撤销。' END AS summary,
        iso_text(due.begun_on) || ' + ' || CAST(due.exit_report_days AS VARCHAR) || '日（办公室设定） → '
        || iso_text(due.due_day) || '；' || iso_text(due.due_day) || ' → ' || iso_text(due.night) || ' = '
        || CAST(days_between(due.due_day, due.night) AS VARCHAR) || '日' AS arithmetic
    FROM due
    LEFT JOIN reports AS earlier ON earlier.person_id = due.person_id AND earlier.place = 1
    WHERE NOT EXISTS (SELECT 1 FROM reports WHERE reports.person_id = due.person_id AND reports.is_open)
        AND NOT EXISTS (
            SELECT 1 FROM restraints
            WHERE restraints.person_id = due.person_id AND due.night BETWEEN restraints.from_day AND restraints.to_day
        )
        AND NOT EXISTS (
            SELECT 1
            FROM police_population AS resident
            INNER JOIN persons AS person ON person.record_id = resident.record_id
            WHERE person.person_id = due.person_id
                AND resident.status = 'died'
                AND COALESCE(resident.status_date <= due.night, TRUE)
        )
    UNION ALL
    SELECT
        restriction.record_id AS finding_key,
        restriction.register_record,
        restriction.record_id AS report_record,
        restriction.county,
        restriction.case_no,
        restriction.correction_type,
        restriction.id_no_18,
        add_days(restriction.ended_on, 1) AS since,
        days_between(restriction.ended_on, parameters.night) AS days,
        '涉嫌报备未撤销：社区矫正已于' || iso_text(restriction.ended_on) || '解除，至' || iso_text(parameters.night) || '已'
        || CAST(days_between(restriction.ended_on, parameters.night) AS VARCHAR) || '日，不准出境报备未见撤销，报备期限至'
        || iso_text(restriction.until_day) || '，本人出境仍受限制。' AS summary,
        iso_text(restriction.ended_on) || '解除 → ' || iso_text(parameters.night) || ' = '
        || CAST(days_between(restriction.ended_on, parameters.night) AS VARCHAR) || '日' AS arithmetic
    FROM restrictions_after_end AS restriction
    CROSS JOIN parameters
    WHERE restriction.kind = 'exit_report'
)
SELECT
    found.finding_key,
    found.county,
    found.register_record AS person_record,
    found.case_no,
    found.correction_type,
    found.since,
    found.days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN found.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    found.summary,
    found.arithmetic,
    found.register_record AS evidence_1,
    found.report_record AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM found
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(found.county, '')
ORDER BY finding_key
