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
WITH released AS (
    SELECT
        register.record_id,
        register.county,
        register.case_no,
        register.case_no_key,
        register.correction_type,
        register.end_date,
        register.id_no_18,
        person.person_id,
        COALESCE(
            CASE WHEN register.reported_date <= parameters.night THEN register.reported_date END,
            CASE WHEN register.received_date <= parameters.night THEN register.received_date END,
            CASE WHEN register.start_date <= parameters.night THEN register.start_date END
        ) AS begun_on,
        parameters.night,
        parameters.register_grace_days,
        LEAST(reach.covered_to, register_reach.covered_to, parameters.night) AS seen_on
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = register.record_id
    INNER JOIN reach
        ON reach.dataset = 'justice.medical' AND reach.county = COALESCE(register.county, '') AND reach.covered_to IS NOT NULL
    INNER JOIN reach AS register_reach
        ON register_reach.dataset = 'justice.register'
        AND register_reach.county = COALESCE(register.county, '')
        AND register_reach.covered_to IS NOT NULL
    WHERE register.correction_type = 'temporary_release'
        AND register.status = 'in_correction'
        AND NOT COALESCE(register.ended_date <= parameters.night, FALSE)
),
examinations AS (
    SELECT
        person.person_id,
        report.record_id,
        report.examined_date,
        report.next_due_date,
        ROW_NUMBER() OVER (
            PARTITION BY person.person_id
            ORDER BY report.examined_date DESC, COALESCE(report.next_due_date, report.examined_date) DESC, report.record_id
        ) AS place
    FROM justice_medical AS report
    CROSS JOIN parameters
    INNER JOIN justice_register AS register ON register.correction_no = report.correction_no
    INNER JOIN persons AS person ON person.record_id = register.record_id
    WHERE report.examined_date <= parameters.night
),
stays AS (
    SELECT restraints.person_id, MAX(restraints.to_day) AS held_until
    FROM restraints
    GROUP BY restraints.person_id
),
counted AS (
    SELECT
        released.*,
        last.record_id AS medical_record,
        last.examined_date,
        last.next_due_date,
        -- the first three months run from reception, and anew from the end of custody; who is still held owes nothing
        GREATEST(released.begun_on, COALESCE(last.examined_date, released.begun_on), COALESCE(stays.held_until, released.begun_on))
            AS counted_from
    FROM released
    LEFT JOIN examinations AS last ON last.person_id = released.person_id AND last.place = 1
    LEFT JOIN stays ON stays.person_id = released.person_id
),
due AS (
    SELECT
        counted.*,
        rolled.due_day,
        -- a day more than a year after the examination is no extension but a slip of the pen
        counted.next_due_date > add_months(counted.examined_date, 12) AS implausible
    FROM counted
    INNER JOIN rolled
        ON rolled.day = GREATEST(
            add_months(counted.counted_from, 3),
            CASE
                WHEN counted.next_due_date <= add_months(counted.examined_date, 12) THEN counted.next_due_date
                ELSE add_months(counted.counted_from, 3)
            END
        )
    WHERE counted.counted_from <= counted.night
        AND counted.seen_on > add_days(rolled.due_day, counted.register_grace_days)
        -- a term that is over by then owes no examination
        AND COALESCE(counted.end_date > rolled.due_day, TRUE)
)
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
FROM due
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(due.county, '')
WHERE NOT EXISTS (
    SELECT 1
    FROM court_revocations AS revocation
    INNER JOIN persons AS person ON person.record_id = revocation.record_id
    WHERE person.person_id = due.person_id
        AND revocation.result = 'granted'
        AND COALESCE(revocation.ruling_date <= due.night, TRUE)
        AND COALESCE(NULLIF(revocation.original_case_no_key, '') = NULLIF(due.case_no_key, ''), TRUE)
)
AND NOT EXISTS (
    SELECT 1
    FROM police_population AS resident
    INNER JOIN persons AS person ON person.record_id = resident.record_id
    WHERE person.person_id = due.person_id
        AND resident.status = 'died'
        AND COALESCE(resident.status_date <= due.night, TRUE)
)
ORDER BY finding_key
