/*---
id: P04
version: 1
label: 应提请撤销、收监未提请
title: 具有应当提请撤销缓刑、假释或者收监执行的情形，三十日内未提请
question: 两次警告、逾期或者失联超过一个月、因违反规定受治安处罚后又违反的，有没有在三十日内提请撤销、收监？
english: 'A ground for revocation or return to prison was reached: did the agency petition within thirty days?'
direction: supervision
audience: prosecutor
law: [刑诉解释543, 刑诉解释516, 办法46, 办法47, 办法49]
duty: [执行地县级以上社区矫正机构：提请撤销缓刑、撤销假释或者收监执行]
instrument: 撤销缓刑、撤销假释或者收监执行的检察建议
needs: [justice.register, justice.sanctions, court.revocations]
searched:
  - {dataset: justice.sanctions, what: 已作出且未被裁定不予的提请（含记在同一人别的编号下的）}
  - {dataset: court.revocations, what: 法院已收到的提请，或者已作的裁定}
  - {dataset: police.population, what: 期限届满前死亡}
  - {dataset: police.custody, what: 期限届满时因另案被刑事拘留、逮捕（由审理新罪的法院撤销）}
  - {dataset: police.penalties, what: 治安处罚是否因违反监督管理规定（案由，或者机构事先提请）}
clears:
  - 已经提请，只是没有录入或记在别的编号下
  - 两次警告之后没有再违反规定，不属于仍不改正
  - 逾期、失联有正当事由并有凭据，或者报到、接触日期登记有误
  - 经合议认为不具备撤销、收监条件，并有记录
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, start_date, end_date, reported_date, received_date, county, office_name, supervision_level, status]
  justice.sanctions: [sanction_no, correction_no, kind, behaviour_date, decided_date, reason, addressee]
  justice.contacts: [correction_no, contacted_at, method, result, county]
  justice.searches: [search_no, correction_no, lost_date, started_date, found_date, outcome]
  court.sentences: [case_no, defendant_no, court_name, correction_type, person_name, id_no, effective_date, execution_county]
  court.revocations: [ruling_no, original_case_no, person_name, id_no, revocation_type, petition_received_date, ruling_date, result]
  justice.prison_releases: [release_no, prison_name, person_name, id_no, release_kind, released_date, execution_county]
  police.penalties: [decision_no, person_name, id_no, behaviour_date, decided_date, cause, detention_days, organ]
  police.custody: [custody_no, person_name, id_no, kind, reason, decided_date, start_date, end_date]
---*/
-- The ladder stands in support/sanction_steps.sql, the bands come from dispositions, release_dispositions and contact_states.
WITH petitions_due AS (
    SELECT
        duty.*,
        register.county,
        register.case_no,
        register.correction_type,
        ROW_NUMBER() OVER (PARTITION BY duty.course ORDER BY duty.due_day, duty.ground, duty.record_1) AS place,
        COUNT(*) OVER (PARTITION BY duty.course) AS grounds
    FROM unanswered_duties AS duty
    INNER JOIN justice_register AS register ON register.record_id = duty.register_record
    WHERE duty.to_petition AND duty.explanation IS NULL AND duty.not_provable IS NULL
)
-- one clue per course: the ground that was reached first
SELECT
    due.register_record || CASE WHEN due.record_1 = due.register_record THEN '' ELSE '|' || due.record_1 END AS finding_key,
    due.county,
    due.register_record AS person_record,
    due.case_no,
    due.correction_type,
    -- the day of the conduct picks the law
    due.since,
    due.days,
    due.band,
    CASE
        due.doubts
        + (CASE WHEN due.breach_unproven THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌应'
    || CASE due.correction_type
        WHEN 'probation' THEN '提请撤销缓刑'
        WHEN 'parole' THEN '提请撤销假释'
        ELSE '提请收监执行'
    END
    || '而未提请：'
    || CASE due.ground
        WHEN 'warnings' THEN iso_text(due.clock_on) || '警告后已满法定次数'
            || COALESCE('，' || iso_text(due.further_on) || '又有违反规定的情形', '，其后有无再违反规定待核')
        WHEN 'late' THEN '报到逾期超过一个月'
        WHEN 'out_over_month' THEN '失去联系超过一个月'
        ELSE '因违反规定受治安管理处罚后又违反规定'
    END
    || '，最迟应于' || iso_text(due.due_day) || '提请，'
    || CASE
        WHEN due.late_on IS NULL THEN '至' || iso_text(parameters.night) || '已逾' || CAST(due.days AS VARCHAR) || '日未见提请'
        ELSE iso_text(due.late_on) || '才提请，晚' || CAST(due.days AS VARCHAR) || '日'
    END
    || CASE WHEN due.grounds > 1 THEN '（另有' || CAST(due.grounds - 1 AS VARCHAR) || '项应提请的情形）。' ELSE '。' END AS summary,
    due.conduct || '；提请：' || due.due_arithmetic || '；' || iso_text(due.due_day) || ' → '
    || iso_text(COALESCE(due.late_on, parameters.night)) || ' = ' || CAST(due.days AS VARCHAR) || '日' AS arithmetic,
    due.register_record AS evidence_1,
    CASE WHEN due.record_1 = due.register_record THEN due.record_2 ELSE due.record_1 END AS evidence_2,
    CASE WHEN due.record_1 = due.register_record THEN due.lighter_record ELSE COALESCE(due.record_2, due.lighter_record) END AS evidence_3,
    COALESCE(due.late_record, due.further_record) AS evidence_4
FROM petitions_due AS due
CROSS JOIN parameters
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(due.county, '')
WHERE due.place = 1
ORDER BY finding_key
