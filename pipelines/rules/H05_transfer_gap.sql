/*---
id: H05
version: 1
label: 执行地变更脱节
title: 决定变更执行地后，新执行地逾期未接收
question: 决定变更执行地以后，人有没有在七日内到新执行地报到并被接收？
english: 'After a decision to move the place of execution: did the person report to the new county within seven days and was received?'
direction: supervision
audience: prosecutor
law: [社矫法27, 办法31]
duty: [原执行地县级社区矫正机构：未按时报到的组织查找, 新执行地县级社区矫正机构：接收并反馈]
instrument: 书面纠正意见
needs: [justice.transfers, justice.register]
searched:
  - {dataset: justice.register, what: 新执行地登记表中同一人在变更决定之后的报到、接收记录}
  - {dataset: justice.register, what: 报到期限前已解除、终止矫正}
  - {dataset: police.population, what: 死亡}
  - {dataset: police.custody, what: 报到期限届满时或当晚处于羁押、拘留或强制隔离戒毒}
clears:
  - 新执行地已接收，只是变更台账没有填写接收日期
  - 变更决定已撤回，人仍由原执行地监管
  - 决定书送达在后，七日应从收到之日起算
  - 期间死亡、被羁押，或矫正已期满、终止
shows:
  justice.transfers: [transfer_no, correction_no, from_county, to_county, decided_date, documents_sent_date, report_due_date, reported_date, received_date]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, reported_date, received_date, end_date, county, status, ended_date]
---*/
WITH open_transfers AS (
    SELECT
        transfer.record_id,
        transfer.correction_no,
        transfer.from_county,
        transfer.to_county,
        transfer.decided_date,
        deadlines.arithmetic,
        -- a later day set for this person counts, if it lies within a month of the decision
        CASE
            WHEN transfer.report_due_date > deadlines.due_day
                AND transfer.report_due_date <= add_months(transfer.decided_date, 1)
                THEN transfer.report_due_date
            ELSE deadlines.due_day
        END AS due_day,
        CASE
            WHEN transfer.report_due_date > deadlines.due_day
                AND transfer.report_due_date <= add_months(transfer.decided_date, 1)
                THEN '；另定报到日期 ' || iso_text(transfer.report_due_date)
            ELSE ''
        END AS due_note
    FROM justice_transfers AS transfer
    CROSS JOIN parameters
    INNER JOIN deadlines ON deadlines.from_day = transfer.decided_date AND deadlines.days = 7
    WHERE transfer.received_date IS NULL OR transfer.received_date > parameters.night
),
overdue AS (
    SELECT
        open_transfers.*,
        register.record_id AS register_record,
        register.case_no,
        register.correction_type,
        register.id_no_18,
        person.person_id,
        days_between(open_transfers.due_day, parameters.night) AS days
    FROM open_transfers
    CROSS JOIN parameters
    INNER JOIN justice_register AS register ON register.correction_no = open_transfers.correction_no
    LEFT JOIN persons AS person ON person.record_id = register.record_id
    -- absence needs proof: the new county is ours and its register reaches beyond the grace
    INNER JOIN counties AS new_county ON new_county.county = open_transfers.to_county AND new_county.in_region
    INNER JOIN reach
        ON reach.dataset = 'justice.register'
        AND reach.county = open_transfers.to_county
        AND reach.covered_to > add_days(open_transfers.due_day, parameters.register_grace_days)
    WHERE parameters.night > add_days(open_transfers.due_day, parameters.register_grace_days)
        -- the term was over before the person had to be there; the old county's row also ends by the transfer itself
        AND NOT (
            COALESCE(register.ended_date <= open_transfers.due_day, FALSE)
            AND register.status <> 'transferred_out'
            AND COALESCE(register.end_reason, '') <> 'transferred_out'
        )
        AND NOT COALESCE(register.end_date <= open_transfers.due_day, FALSE)
        AND NOT EXISTS (
            SELECT 1 FROM justice_transfers AS later
            WHERE later.correction_no = open_transfers.correction_no
                AND later.decided_date > open_transfers.decided_date
                AND later.decided_date <= parameters.night
        )
)
SELECT
    overdue.record_id AS finding_key,
    CASE WHEN old_county.in_region THEN overdue.from_county ELSE overdue.to_county END AS county,
    overdue.register_record AS person_record,
    overdue.case_no,
    overdue.correction_type,
    add_days(overdue.due_day, 1) AS since,
    overdue.days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN overdue.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night AND reach.covered_to >= parameters.night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌执行地变更脱节：' || iso_text(overdue.decided_date) || '决定由' || COALESCE(old_county.short_name, overdue.from_county)
    || '变更到' || COALESCE(new_county.short_name, overdue.to_county) || '，最迟应于' || iso_text(overdue.due_day)
    || '报到，至' || iso_text(parameters.night) || '已逾' || CAST(overdue.days AS VARCHAR) || '日未见接收。' AS summary,
    overdue.arithmetic || overdue.due_note || '；宽限' || CAST(parameters.register_grace_days AS VARCHAR) || '日至'
    || iso_text(add_days(overdue.due_day, parameters.register_grace_days)) || '；' || iso_text(overdue.due_day) || ' → '
    || iso_text(parameters.night) || ' = ' || CAST(overdue.days AS VARCHAR) || '日' AS arithmetic,
    overdue.record_id AS evidence_1,
    overdue.register_record AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM overdue
CROSS JOIN parameters
LEFT JOIN counties AS old_county ON old_county.county = overdue.from_county
LEFT JOIN counties AS new_county ON new_county.county = overdue.to_county
LEFT JOIN needed_coverage
    ON needed_coverage.county = CASE WHEN old_county.in_region THEN overdue.from_county ELSE overdue.to_county END
LEFT JOIN reach ON reach.dataset = 'justice.register' AND reach.county = overdue.to_county
WHERE NOT EXISTS (
    -- the new county has the person in its register after the decision
    SELECT 1
    FROM justice_register AS received
    LEFT JOIN persons AS person ON person.record_id = received.record_id
    WHERE received.county = overdue.to_county
        AND (received.record_id = overdue.register_record OR person.person_id = overdue.person_id)
        AND (
            received.reported_date BETWEEN overdue.decided_date AND parameters.night
            OR received.received_date BETWEEN overdue.decided_date AND parameters.night
        )
)
AND NOT EXISTS (
    SELECT 1
    FROM police_population AS resident
    INNER JOIN persons AS person ON person.record_id = resident.record_id
    WHERE person.person_id = overdue.person_id
        AND resident.status = 'died'
        AND (resident.status_date IS NULL OR resident.status_date <= parameters.night)
)
AND NOT EXISTS (
    SELECT 1
    FROM police_custody AS custody
    INNER JOIN persons AS person ON person.record_id = custody.record_id
    WHERE person.person_id = overdue.person_id
        AND custody.kind IN (
            'administrative_detention', 'judicial_detention', 'criminal_detention', 'arrest', 'compulsory_drug_isolation'
        )
        AND custody.start_date <= parameters.night
        -- inside on the last day, or now
        AND (
            custody.end_date IS NULL
            OR custody.end_date >= parameters.night
            OR (custody.start_date <= overdue.due_day AND custody.end_date >= overdue.due_day)
        )
)
ORDER BY finding_key
