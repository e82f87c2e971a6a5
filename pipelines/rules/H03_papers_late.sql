/*---
id: H03
version: 1
label: 通知、文书逾期送达
title: 裁判生效后未在五日内通知、十日内送达法律文书
question: 裁判生效后，决定机关有没有在五日内通知执行地社区矫正机构，在十日内送达法律文书？
english: 'After the decision took effect: was the agency told within five days, and did the papers arrive within ten?'
direction: supervision
audience: prosecutor
law: [社矫法20]
duty: [社区矫正决定机关（人民法院）：生效之日起五日内通知执行地社区矫正机构，十日内送达法律文书]
instrument: 纠正违法通知书
needs: [court.sentences, justice.register]
searched:
  - {dataset: justice.register, what: 同一人同一案件的任何登记中，更早的文书收到日期、回执日期}
  - {dataset: police.population, what: 期限届满前死亡}
clears:
  - 已按期通知、送达，只是没有登记，或者日期录入有误
  - 裁判生效日期有误，期限应更晚
  - 法律文书在五日内已送达，以送达代替通知
  - 因执行地确定有误等原因改送其他社区矫正机构，首次送达并未逾期
shows:
  court.sentences: [case_no, defendant_no, court_name, decision_type, correction_type, person_name, id_no, pronounced_date, served_date, effective_date, execution_county, notified_date, documents_sent_date, execution_notice_no]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, effective_date, documents_received_date, receipt_returned_date, county, status]
---*/
WITH bound AS (
    SELECT
        sentence.record_id,
        NULLIF(sentence.case_no_key, '') AS case_no_key,
        COALESCE(sentence.execution_county, '') AS county,
        effective.effective_date AS effective_on,
        to_tell.due_day AS tell_by,
        to_send.due_day AS send_by,
        CASE WHEN sentence.notified_date <= parameters.night THEN sentence.notified_date END AS told_on,
        CASE WHEN sentence.documents_sent_date <= parameters.night THEN sentence.documents_sent_date END AS sent_on,
        link.register_record,
        link.exact
    FROM court_sentences AS sentence
    CROSS JOIN parameters
    INNER JOIN effective ON effective.record_id = sentence.record_id
    INNER JOIN deadlines AS to_tell ON to_tell.from_day = effective.effective_date AND to_tell.days = 5
    INNER JOIN deadlines AS to_send ON to_send.from_day = effective.effective_date AND to_send.days = 10
    LEFT JOIN sentence_links AS link ON link.sentence_record = sentence.record_id
    WHERE sentence.status = 'in_force'
        -- five days and ten days are limits of the 2020 law; the rules before it knew others
        AND effective.effective_date >= DATE '2020-07-01'
),
-- most were told in time, and the row they are linked to shows the papers in time: there is nothing more to ask
decided AS (
    SELECT bound.*, person.person_id
    FROM bound
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = bound.record_id
    LEFT JOIN justice_register AS linked ON linked.record_id = bound.register_record
    WHERE NOT COALESCE(
        bound.told_on <= bound.tell_by
        AND (
            linked.documents_received_date <= LEAST(bound.send_by, parameters.night)
            OR linked.receipt_returned_date <= LEAST(bound.send_by, parameters.night)
        ),
        FALSE
    )
),
-- every register row of the person and the case: a move opens a second one, whose papers came later
files AS (
    SELECT decided.record_id, register.record_id AS register_record, register.documents_received_date, register.receipt_returned_date
    FROM decided
    INNER JOIN justice_register AS register ON register.record_id = decided.register_record
    UNION
    SELECT decided.record_id, register.record_id AS register_record, register.documents_received_date, register.receipt_returned_date
    FROM decided
    INNER JOIN justice_register AS register ON register.case_no_key = decided.case_no_key
    INNER JOIN persons AS person ON person.record_id = register.record_id AND person.person_id = decided.person_id
),
-- a receipt proves that the papers had arrived
arrivals AS (
    SELECT files.record_id, files.register_record, files.documents_received_date AS arrived_on
    FROM files
    CROSS JOIN parameters
    WHERE files.documents_received_date <= parameters.night
    UNION ALL
    SELECT files.record_id, files.register_record, files.receipt_returned_date AS arrived_on
    FROM files
    CROSS JOIN parameters
    WHERE files.receipt_returned_date <= parameters.night
),
first_arrival AS (
    SELECT
        arrivals.record_id,
        arrivals.register_record,
        arrivals.arrived_on,
        ROW_NUMBER() OVER (PARTITION BY arrivals.record_id ORDER BY arrivals.arrived_on, arrivals.register_record) AS place
    FROM arrivals
),
judged AS (
    SELECT
        decided.*,
        first_arrival.arrived_on,
        COALESCE(first_arrival.register_record, decided.register_record) AS file_record,
        COALESCE(first_arrival.arrived_on, decided.sent_on) AS delivered_on,
        decided.told_on > decided.tell_by AS told_late,
        -- absence needs proof, and a few days in which what was done may not be entered yet
        decided.told_on IS NULL
        AND court_reach.covered_to >= add_days(decided.tell_by, parameters.register_grace_days)
        AND parameters.night > add_days(decided.tell_by, parameters.register_grace_days) AS never_told,
        COALESCE(first_arrival.arrived_on, decided.sent_on) > decided.send_by AS sent_late,
        -- only the register of our region could show that the papers came all the same, and only where it is plain
        -- which row is the person's
        first_arrival.arrived_on IS NULL
        AND decided.sent_on IS NULL
        AND court_reach.covered_to >= add_days(decided.send_by, parameters.register_grace_days)
        AND register_reach.covered_to >= add_days(decided.send_by, parameters.register_grace_days)
        AND parameters.night > add_days(decided.send_by, parameters.register_grace_days)
        AND executing.in_region
        AND outcome.disposition <> 'needs_review' AS never_sent
    FROM decided
    CROSS JOIN parameters
    LEFT JOIN first_arrival ON first_arrival.record_id = decided.record_id AND first_arrival.place = 1
    LEFT JOIN counties AS executing ON executing.county = decided.county
    LEFT JOIN dispositions AS outcome ON outcome.record_id = decided.record_id
    LEFT JOIN reach AS court_reach ON court_reach.dataset = 'court.sentences' AND court_reach.county = decided.county
    LEFT JOIN reach AS register_reach ON register_reach.dataset = 'justice.register' AND register_reach.county = decided.county
),
faults AS (
    SELECT
        judged.*,
        COALESCE(judged.told_late OR judged.never_told, FALSE) AS tell_fault,
        COALESCE(judged.sent_late OR judged.never_sent, FALSE) AS send_fault,
        days_between(judged.tell_by, COALESCE(judged.told_on, parameters.night)) AS tell_days,
        days_between(judged.send_by, COALESCE(judged.delivered_on, parameters.night)) AS send_days,
        iso_text(parameters.night) AS night_text
    FROM judged
    CROSS JOIN parameters
),
-- the person had died before there was anything to tell or to send
excused AS (
    SELECT faults.record_id, MIN(COALESCE(resident.status_date, DATE '1900-01-01')) AS died_on
    FROM faults
    INNER JOIN persons AS person ON person.person_id = faults.person_id
    INNER JOIN police_population AS resident ON resident.record_id = person.record_id
    WHERE resident.status = 'died' AND (faults.tell_fault OR faults.send_fault)
    GROUP BY faults.record_id
),
found AS (
    SELECT
        faults.*,
        faults.tell_fault AND NOT COALESCE(excused.died_on <= faults.tell_by, FALSE) AS tells,
        faults.send_fault AND NOT COALESCE(excused.died_on <= faults.send_by, FALSE) AS sends
    FROM faults
    LEFT JOIN excused ON excused.record_id = faults.record_id
)
SELECT
    found.record_id AS finding_key,
    found.county,
    found.record_id AS person_record,
    sentence.case_no,
    sentence.correction_type,
    add_days(CASE WHEN found.tells THEN found.tell_by ELSE found.send_by END, 1) AS since,
    GREATEST(
        CASE WHEN found.tells THEN found.tell_days ELSE 0 END,
        CASE WHEN found.sends THEN found.send_days ELSE 0 END
    ) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN CASE WHEN found.register_record IS NULL THEN sentence.id_no_18 IS NOT NULL ELSE found.exact END THEN 0 ELSE 1 END)
        + (CASE WHEN effective.estimated THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌'
    || CASE
        WHEN found.tells AND found.sends THEN '逾期通知、逾期送达文书：'
        WHEN found.tells THEN '逾期通知执行地：'
        ELSE '逾期送达法律文书：'
    END
    || CASE
        WHEN NOT found.tells THEN ''
        WHEN found.told_on IS NULL THEN '最迟应于' || iso_text(found.tell_by) || '通知，至' || found.night_text || '未见通知日期'
        ELSE '最迟应于' || iso_text(found.tell_by) || '通知，实际' || iso_text(found.told_on) || '，晚'
            || CAST(found.tell_days AS VARCHAR) || '日'
    END
    || CASE WHEN found.tells AND found.sends THEN '；' ELSE '' END
    || CASE
        WHEN NOT found.sends THEN ''
        WHEN found.delivered_on IS NULL THEN '文书最迟应于' || iso_text(found.send_by) || '送达，至' || found.night_text || '未见送达、收到日期'
        ELSE '文书最迟应于' || iso_text(found.send_by) || '送达，'
            || CASE WHEN found.arrived_on IS NULL THEN '法院登记送达' ELSE '机构收到' END || iso_text(found.delivered_on)
            || '，晚' || CAST(found.send_days AS VARCHAR) || '日'
    END
    -- what speaks for the court is said, too
    || CASE
        WHEN found.tells AND found.delivered_on <= found.tell_by THEN '；文书' || iso_text(found.delivered_on) || '已送达'
        ELSE ''
    END
    || '。' AS summary,
    effective.arithmetic
    || CASE
        WHEN found.tells THEN '；通知：' || to_tell.arithmetic || '，' || iso_text(found.tell_by) || ' → '
            || COALESCE(iso_text(found.told_on), found.night_text) || ' = ' || CAST(found.tell_days AS VARCHAR) || '日'
        ELSE ''
    END
    || CASE
        WHEN found.sends THEN '；送达：' || to_send.arithmetic || '，' || iso_text(found.send_by) || ' → '
            || COALESCE(iso_text(found.delivered_on), found.night_text) || ' = ' || CAST(found.send_days AS VARCHAR) || '日'
        ELSE ''
    END AS arithmetic,
    found.record_id AS evidence_1,
    found.file_record AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM found
INNER JOIN court_sentences AS sentence ON sentence.record_id = found.record_id
INNER JOIN effective ON effective.record_id = found.record_id
INNER JOIN deadlines AS to_tell ON to_tell.from_day = found.effective_on AND to_tell.days = 5
INNER JOIN deadlines AS to_send ON to_send.from_day = found.effective_on AND to_send.days = 10
LEFT JOIN needed_coverage ON needed_coverage.county = found.county
WHERE found.tells OR found.sends
ORDER BY finding_key
