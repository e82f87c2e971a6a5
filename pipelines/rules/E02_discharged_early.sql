/*---
id: E02
version: 1
label: 提前解矫
title: 期满之前即以期满解除矫正
question: 以期满为由解除的人，矫正期限当时真的满了吗？
english: 'Discharged because the term was over: was the term really over on that day?'
direction: supervision
audience: prosecutor
law: [社矫法44]
duty: [执行地县级社区矫正机构：期满方可解除；提前解除的依法纠正]
instrument: 纠正违法通知书
needs: [justice.register, court.sentences]
searched:
  - {dataset: court.sentences, what: 以生效日期、考验期（管制刑期）推算的期满日，先行羁押折抵}
  - {dataset: justice.prison_releases, what: 监所登记的刑期止日}
  - {dataset: justice.register, what: 同一人同一案件另有仍在矫或更晚解除的登记（变更执行地等）}
  - {dataset: justice.sanctions, what: 解除前提请减刑（期限因此缩短）}
  - {dataset: court.revocations, what: 解除前已撤销缓刑、假释或者收监执行（解除原因录入有误）}
  - {dataset: police.population, what: 解除前死亡（解除原因录入有误）}
clears:
  - 期限已依法减缩，或者裁判已更正、改判
  - 解除日期录入的是办理手续的日期，实际监管至期满
  - 解除原因实为特赦、撤销、收监、转出等
  - 法院的生效日期、考验期，或者登记的起始日期有误
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, principal_penalty, probation_term, effective_date, start_date, end_date, county, office_name, status, ended_date, end_reason]
  court.sentences: [case_no, defendant_no, court_name, correction_type, person_name, id_no, principal_penalty, probation_term, effective_date, detention_days, status]
  justice.prison_releases: [release_no, prison_name, person_name, id_no, release_kind, released_date, sentence_end_date]
---*/
SELECT
    early.record_id AS finding_key,
    early.county,
    early.record_id AS person_record,
    register.case_no,
    early.correction_type,
    early.ended_date AS since,
    early.days_early AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN CASE WHEN early.sentence_record IS NULL THEN register.id_no_18 IS NOT NULL ELSE early.exact END THEN 0 ELSE 1 END)
        + (CASE WHEN early.estimated THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌提前解除矫正：登记于' || iso_text(early.ended_date) || '以期满解除，'
    || CASE
        WHEN early.source_record LIKE 'court.sentences/%' THEN '按裁判推算应于'
        WHEN early.source_record IS NOT NULL THEN '监所登记的刑期应于'
        ELSE '按登记自身的期限应于'
    END
    || iso_text(early.first_end) || CASE WHEN early.estimated THEN '（生效日期为推算）' ELSE '' END || '届满，提前'
    || CAST(early.days_early AS VARCHAR) || '日。' AS summary,
    early.arithmetic || '；' || iso_text(early.ended_date) || ' 解除 → ' || iso_text(early.first_end) || ' = '
    || CAST(early.days_early AS VARCHAR) || '日（容许1日）' AS arithmetic,
    early.record_id AS evidence_1,
    COALESCE(early.source_record, early.sentence_record) AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM discharged_early AS early
INNER JOIN justice_register AS register ON register.record_id = early.record_id
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(early.county, '')
WHERE early.explanation IS NULL AND early.not_provable IS NULL
ORDER BY finding_key
