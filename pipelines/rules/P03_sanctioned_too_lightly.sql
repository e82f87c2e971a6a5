/*---
id: P03
version: 1
label: 惩处不到位
title: 已达警告、提请的幅度只给较轻处置，或者两次训诫后未警告
question: 报到晚、失去联系已达某一幅度的，处置有没有到位；两次训诫仍不改正的，有没有警告？
english: 'Was the sanction as heavy as the delay or the time out of contact asks, and did a warning follow two admonitions?'
direction: supervision
audience: prosecutor
law: [办法34, 办法35]
duty: [执行地县级社区矫正机构：依幅度训诫、警告或者提请；两次训诫仍不改正的予以警告]
instrument: 书面纠正意见
needs: [justice.register, justice.sanctions]
searched:
  - {dataset: justice.sanctions, what: 三十日内作出的更重处置（含记在同一人别的编号下的）}
  - {dataset: court.revocations, what: 法院已收到的撤销、收监提请，或者已作的裁定}
  - {dataset: police.population, what: 期限届满前死亡}
  - {dataset: police.custody, what: 期限届满时因另案被刑事拘留、逮捕}
clears:
  - 更重的处置已作出，只是没有录入或记在别的编号下
  - 两次训诫之后没有再违反规定，不属于仍不改正
  - 逾期、失联有正当事由并有凭据，或者报到、接触日期登记有误
  - 处置所针对的是另一行为
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, start_date, end_date, reported_date, received_date, county, office_name, status]
  justice.sanctions: [sanction_no, correction_no, kind, behaviour_date, decided_date, reason]
  justice.contacts: [correction_no, contacted_at, method, result, county]
  court.sentences: [case_no, defendant_no, court_name, correction_type, person_name, id_no, effective_date, execution_county]
  court.revocations: [ruling_no, original_case_no, person_name, id_no, revocation_type, petition_received_date, ruling_date, result]
  justice.prison_releases: [release_no, prison_name, person_name, id_no, release_kind, released_date, execution_county]
  justice.searches: [search_no, correction_no, lost_date, started_date, found_date, outcome]
  police.penalties: [decision_no, person_name, id_no, behaviour_date, decided_date, cause]
  police.custody: [custody_no, person_name, id_no, kind, decided_date, start_date, end_date]
---*/
-- The ladder stands in support/sanction_steps.sql, the bands come from dispositions, release_dispositions and contact_states.
SELECT
    duty.register_record || CASE WHEN duty.record_1 = duty.register_record THEN '' ELSE '|' || duty.record_1 END AS finding_key,
    register.county,
    duty.register_record AS person_record,
    register.case_no,
    register.correction_type,
    -- the day of the conduct picks the law
    duty.since,
    duty.days,
    duty.band,
    CASE
        duty.doubts
        + (CASE WHEN duty.breach_unproven THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌惩处不到位：'
    || CASE duty.ground
        WHEN 'admonitions' THEN iso_text(duty.clock_on) || '已第二次训诫'
            || COALESCE('，' || iso_text(duty.further_on) || '又有违反规定的情形', '，其后有无再违反规定待核')
        WHEN 'late' THEN '报到逾期' || CASE WHEN duty.weight_due = 3 THEN '超过一个月' ELSE '超过十日' END
        ELSE '失去联系' || CASE WHEN duty.weight_due = 3 THEN '超过一个月' ELSE '超过十日' END
    END
    || CASE
        WHEN duty.ground = 'admonitions' THEN ''
        ELSE '，' || iso_text(duty.lighter_on) || '只'
            || CASE duty.lighter_kind
                WHEN 'admonition' THEN '训诫'
                WHEN 'warning' THEN '警告'
                ELSE '提请治安管理处罚'
            END
    END
    || '，至' || iso_text(duty.due_day) || '未见'
    || CASE
        WHEN duty.weight_due = 2 THEN '警告'
        WHEN register.correction_type = 'public_surveillance' THEN '提请治安管理处罚'
        ELSE '提请撤销、收监'
    END
    || CASE WHEN duty.late_on IS NULL THEN '。' ELSE '，' || iso_text(duty.late_on) || '才作出。' END AS summary,
    duty.conduct || '；处置：' || duty.due_arithmetic || '；' || iso_text(duty.due_day) || ' → '
    || iso_text(COALESCE(duty.late_on, parameters.night)) || ' = ' || CAST(duty.days AS VARCHAR) || '日' AS arithmetic,
    duty.register_record AS evidence_1,
    CASE WHEN duty.record_1 = duty.register_record THEN duty.record_2 ELSE duty.record_1 END AS evidence_2,
    CASE WHEN duty.ground = 'admonitions' THEN duty.record_2 ELSE duty.lighter_record END AS evidence_3,
    COALESCE(duty.late_record, duty.further_record) AS evidence_4
FROM unanswered_duties AS duty
INNER JOIN justice_register AS register ON register.record_id = duty.register_record
CROSS JOIN parameters
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(register.county, '')
WHERE duty.too_light AND duty.explanation IS NULL AND duty.not_provable IS NULL
ORDER BY finding_key
