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
WITH measures AS (
    SELECT
        restraints.record_id,
        restraints.person_id,
        restraints.kind,
        restraints.id_no_18,
        COALESCE(restraints.decided_on, restraints.from_day) AS happened_on,
        restraints.stay_from
    FROM restraints
    WHERE restraints.kind IN ('criminal_detention', 'arrest')
        -- carries out a ruling, or was asked for by the agency: no new crime
        AND NOT EXISTS (
            SELECT 1
            FROM court_revocations AS revocation
            INNER JOIN persons AS person ON person.record_id = revocation.record_id
            WHERE person.person_id = restraints.person_id
                AND revocation.result = 'granted'
                AND COALESCE(revocation.ruling_date <= COALESCE(restraints.decided_on, restraints.from_day), TRUE)
                AND COALESCE(revocation.ruling_date >= add_months(COALESCE(restraints.decided_on, restraints.from_day), -12), TRUE)
        )
        AND NOT EXISTS (
            SELECT 1
            FROM reactions
            WHERE reactions.person_id = restraints.person_id
                AND reactions.kind = 'petition_arrest'
                AND reactions.decided_on
                BETWEEN add_months(COALESCE(restraints.decided_on, restraints.from_day), -3)
                AND COALESCE(restraints.decided_on, restraints.from_day)
        )
),
convictions AS (
    SELECT
        sentence.record_id,
        person.person_id,
        sentence.id_no_18,
        NULLIF(sentence.case_no_key, '') AS case_no_key,
        sentence.charges,
        sentence.pronounced_date
    FROM court_sentences AS sentence
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = sentence.record_id
    WHERE sentence.decision_type = 'judgment'
        AND sentence.pronounced_date <= parameters.night
        AND sentence.status IN ('in_force', 'not_in_force', 'on_appeal')
        AND sentence.case_no_key LIKE '%|刑初|%'
),
events AS (
    SELECT
        measures.record_id,
        measures.person_id,
        measures.id_no_18,
        measures.happened_on,
        measures.kind,
        measures.stay_from AS episode_from,
        CAST(NULL AS VARCHAR) AS case_no_key
    FROM measures
    UNION ALL
    SELECT
        convictions.record_id,
        convictions.person_id,
        convictions.id_no_18,
        convictions.pronounced_date AS happened_on,
        'sentence' AS kind,
        convictions.pronounced_date AS episode_from,
        convictions.case_no_key
    FROM convictions
),
during AS (
    SELECT
        events.*,
        corrections.record_id AS register_record,
        corrections.course,
        corrections.county,
        corrections.case_no,
        corrections.correction_type,
        COALESCE(events.id_no_18 = corrections.id_no_18, FALSE) AS exact,
        ROW_NUMBER() OVER (
            PARTITION BY events.record_id
            ORDER BY
                CASE WHEN corrections.received_on <= events.happened_on THEN 0 ELSE 1 END,
                corrections.received_on DESC,
                corrections.record_id
        ) AS place
    FROM events
    INNER JOIN corrections
        ON corrections.person_id = events.person_id
        AND events.happened_on > corrections.first_day
        AND events.happened_on <= corrections.last_day
    -- the sentence the correction itself rests on is no new one
    WHERE events.kind <> 'sentence'
        OR (
            events.case_no_key <> corrections.case_no_key
            AND NOT EXISTS (
                SELECT 1 FROM sentence_links AS link
                WHERE link.register_record = corrections.record_id AND link.sentence_record = events.record_id
            )
        )
),
-- one clue per course and unbroken stay; a sentence after it in the same course belongs to it
numbered AS (
    SELECT
        during.*,
        ROW_NUMBER() OVER (
            PARTITION BY during.course, during.kind = 'sentence', during.episode_from
            ORDER BY during.happened_on, during.record_id
        ) AS record_of_episode
    FROM during
    WHERE during.place = 1
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
    '矫正期间内：' || iso_text(corrections.first_day) || ' ≤ ' || iso_text(found.happened_on) || ' ≤ ' || iso_text(corrections.last_day) AS arithmetic,
    found.register_record AS evidence_1,
    found.record_id AS evidence_2,
    sentenced.sentence_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM numbered AS found
INNER JOIN corrections ON corrections.record_id = found.register_record
LEFT JOIN sentenced ON sentenced.record_id = found.record_id AND sentenced.place = 1
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(found.county, '')
WHERE found.record_of_episode = 1
    -- told with its measure
    AND NOT EXISTS (SELECT 1 FROM sentenced AS told WHERE told.sentence_record = found.record_id)
ORDER BY finding_key
