/*---
id: H02
version: 1
label: 逾期报到
title: 超过报到期限才报到、接收
question: 报到晚于期限的人晚了多久，与晚到幅度相应的处置有没有在三十日内作出？
english: 'Reported after the deadline: how late, and was the sanction due for that delay given within thirty days?'
direction: supervision
audience: prosecutor
law: [社矫法21, 办法34, 办法35, 办法46]
duty: [执行地县级社区矫正机构：组织查找，并按逾期幅度训诫、警告或者提请撤销、收监]
instrument: 书面纠正意见
needs: [court.sentences, justice.register, justice.sanctions]
searched:
  - {dataset: justice.sanctions, what: 报到后三十日内与逾期幅度相应或更重的处置}
  - {dataset: justice.register, what: 报到日期；没有报到日期的，取接收日期}
clears:
  - 登记的报到、接收日期有误，或实际已按期到司法所、县级机构报到
  - 逾期有正当事由（住院、羁押、灾害等）并有凭据
  - 法院登记的生效日期有误，期限应更晚
  - 相应处置已作出，只是未录入或记在别的编号下
shows:
  court.sentences: [case_no, defendant_no, court_name, correction_type, person_name, id_no, pronounced_date, served_date, effective_date, execution_county, decision_received_date]
  justice.prison_releases: [release_no, prison_name, person_name, id_no, release_kind, original_case_no, decision_received_date, released_date, handed_over_date, execution_county]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, effective_date, reported_date, received_date, county, status]
  justice.sanctions: [sanction_no, correction_no, kind, behaviour_date, decided_date, reason]
---*/
WITH late AS (
    SELECT received_late.*
    FROM received_late
    WHERE received_late.not_provable IS NULL
),
-- thirty days after reporting, rolled to a working day
due AS (
    SELECT
        late.record_id,
        register.record_id AS register_record,
        register.correction_no,
        deadlines.due_day AS sanction_due,
        CASE late.band WHEN '1_10_days' THEN 1 WHEN '11_days_to_month' THEN 2 ELSE 3 END AS weight_due
    FROM late
    INNER JOIN justice_register AS register ON register.record_id = late.register_record
    LEFT JOIN deadlines ON deadlines.from_day = late.received_on AND deadlines.days = 30
),
graded AS (
    SELECT
        sanction.record_id,
        sanction.correction_no,
        sanction.behaviour_date,
        sanction.decided_date,
        CASE
            WHEN sanction.kind = 'admonition' THEN 1
            WHEN sanction.kind = 'warning' THEN 2
            -- 管制 cannot be revoked: the petition due is the one for a public security penalty
            WHEN sanction.kind = 'petition_public_security_penalty' AND register.correction_type = 'public_surveillance' THEN 3
            WHEN sanction.kind = 'petition_public_security_penalty' THEN 2
            WHEN sanction.kind IN ('petition_revoke_probation', 'petition_revoke_parole', 'petition_return_to_prison') THEN 3
        END AS weight
    FROM justice_sanctions AS sanction
    INNER JOIN justice_register AS register ON register.correction_no = sanction.correction_no
    CROSS JOIN parameters
    WHERE sanction.decided_date <= parameters.night
),
answered AS (
    SELECT
        due.record_id,
        graded.record_id AS sanction_record,
        graded.decided_date,
        ROW_NUMBER() OVER (PARTITION BY due.record_id ORDER BY graded.decided_date, graded.record_id) AS place
    FROM due
    INNER JOIN late ON late.record_id = due.record_id
    INNER JOIN graded
        ON graded.correction_no = due.correction_no
        AND graded.weight >= due.weight_due
        AND graded.decided_date > late.deadline
        AND graded.decided_date <= due.sanction_due
        -- a behaviour named and outside the late days is another matter
        AND (graded.behaviour_date IS NULL OR graded.behaviour_date BETWEEN late.deadline AND late.received_on)
)
SELECT
    late.record_id || '|' || late.register_record AS finding_key,
    late.county,
    late.register_record AS person_record,
    late.case_no,
    late.correction_type,
    add_days(late.deadline, 1) AS since,
    late.days_late AS days,
    late.band,
    CASE
        (CASE WHEN late.exact THEN 0 ELSE 1 END)
        + (CASE WHEN late.estimated THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌逾期报到：期限' || iso_text(late.deadline) || '，报到（接收）' || iso_text(late.received_on) || '，晚'
    || CAST(late.days_late AS VARCHAR) || '日；应予'
    || CASE
        WHEN late.band = '1_10_days' THEN '训诫'
        WHEN late.band = '11_days_to_month' THEN '警告'
        WHEN late.correction_type = 'public_surveillance' THEN '提请治安管理处罚'
        WHEN late.correction_type = 'probation' THEN '提请撤销缓刑'
        WHEN late.correction_type = 'parole' THEN '提请撤销假释'
        ELSE '提请收监执行'
    END
    || CASE
        WHEN answered.sanction_record IS NOT NULL THEN '，已有相应处置（' || iso_text(answered.decided_date) || '）。'
        WHEN due.sanction_due IS NULL THEN '，处置期限超出日历所知年份，不作判断。'
        WHEN due.sanction_due >= parameters.night THEN '，处置期限未满（至' || iso_text(due.sanction_due) || '）。'
        WHEN sanctions_reach.covered_to >= due.sanction_due THEN '，至' || iso_text(due.sanction_due) || '未见相应处置。'
        ELSE '，奖惩数据未到' || iso_text(due.sanction_due) || '，处置情况不作判断。'
    END AS summary,
    COALESCE(late.effective_arithmetic || '；', '') || late.deadline_arithmetic || '；' || iso_text(late.deadline) || ' → '
    || iso_text(late.received_on) || ' = ' || CAST(late.days_late AS VARCHAR) || '日'
    || COALESCE('；处置：' || iso_text(late.received_on) || ' + 30日 → ' || iso_text(due.sanction_due), '') AS arithmetic,
    late.record_id AS evidence_1,
    late.register_record AS evidence_2,
    answered.sanction_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM late
INNER JOIN due ON due.record_id = late.record_id
CROSS JOIN parameters
LEFT JOIN answered ON answered.record_id = late.record_id AND answered.place = 1
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(late.county, '')
LEFT JOIN reach AS sanctions_reach
    ON sanctions_reach.dataset = 'justice.sanctions' AND sanctions_reach.county = COALESCE(late.county, '')
ORDER BY finding_key
