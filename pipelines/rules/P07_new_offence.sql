/*---
id: P07
version: 1
label: 再犯罪
title: 矫正期间因涉嫌犯罪被刑事拘留、逮捕，或者又被判刑
question: 在矫的人，矫正期间有没有因涉嫌犯罪被刑事拘留、逮捕，或者又被判处刑罚？
english: 'During correction: was the person detained or arrested for a crime, or sentenced again?'
direction: supervision
audience: prosecutor
law: [社矫法46]
duty: [审理新罪的人民法院：依法撤销缓刑、假释并数罪并罚, 决定机关：三日内通知社区矫正机构]
instrument: 核查（再犯罪统计；应撤未撤、羁押未通知另列）
needs: [justice.register, police.custody, court.sentences]
searched:
  - {dataset: court.revocations, what: 因撤销缓刑、假释或者收监执行而逮捕（不是新罪）}
  - {dataset: justice.sanctions, what: 社区矫正机构提请的逮捕（不是新罪）}
clears:
  - 涉嫌的犯罪发生在矫正开始之前（漏罪）
  - 刑事拘留、逮捕以后撤销案件、不起诉或者宣告无罪
  - 逮捕是执行撤销、收监的裁定
  - 被采取强制措施的不是同一人
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, start_date, end_date, county, office_name, status, ended_date, end_reason]
  police.custody: [custody_no, person_name, id_no, kind, reason, organ, decided_date, start_date, end_date, corrections_notified_date]
  court.sentences: [case_no, defendant_no, court_name, decision_type, person_name, id_no, charges, principal_penalty, pronounced_date, effective_date, status]
---*/
WITH numbered AS (
    SELECT new_offences.*
    FROM new_offences
    WHERE new_offences.explanation IS NULL AND new_offences.not_provable IS NULL
),
sentenced AS (
    SELECT
        measure.record_id,
        conviction.record_id AS sentence_record,
        conviction.happened_on AS sentenced_on,
        ROW_NUMBER() OVER (
            PARTITION BY measure.record_id ORDER BY conviction.happened_on, conviction.record_id
        ) AS place
    FROM numbered AS measure
    INNER JOIN numbered AS conviction
        ON conviction.course = measure.course
        AND conviction.kind = 'sentence'
        AND conviction.happened_on >= measure.happened_on
    WHERE measure.kind <> 'sentence'
)
SELECT
    found.register_record || '|' || found.record_id AS finding_key,
    found.county,
    found.register_record AS person_record,
    found.case_no,
    found.correction_type,
    found.happened_on AS since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN found.exact THEN 0 ELSE 1 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '疑似再犯罪（或者发现漏罪）：矫正期间' || iso_text(found.happened_on)
    || CASE found.kind WHEN 'criminal_detention' THEN '被刑事拘留' WHEN 'arrest' THEN '被逮捕' ELSE '又被判刑' END
    || COALESCE('，' || iso_text(sentenced.sentenced_on) || '又被判刑。', '。') AS summary,
    '矫正期间内：' || iso_text(found.first_day) || ' ≤ ' || iso_text(found.happened_on) || ' ≤ ' || iso_text(found.last_day) AS arithmetic,
    found.register_record AS evidence_1,
    found.record_id AS evidence_2,
    sentenced.sentence_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM numbered AS found
LEFT JOIN sentenced ON sentenced.record_id = found.record_id AND sentenced.place = 1
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(found.county, '')
WHERE found.record_of_episode = 1
    -- told with its measure
    AND NOT EXISTS (SELECT 1 FROM sentenced AS told WHERE told.sentence_record = found.record_id)
ORDER BY finding_key
