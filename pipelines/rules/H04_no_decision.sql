/*---
id: H04
version: 1
label: 有人无判
title: 登记为在矫，但决定法院报送的裁判中没有这个人这个案件
question: 登记为在矫的人，有没有据以矫正的裁判？
english: 'In correction by the register: is there a decision that this correction rests on?'
direction: supervision
audience: prosecutor
law: [社矫法20, 社矫法22]
duty: [执行地县级社区矫正机构：核对法律文书、核实身份, 人民法院：核对裁判报送有无遗漏]
instrument: 核查
needs: [justice.register, court.sentences]
searched:
  - {dataset: court.sentences, what: 同一人同一案件的裁判（不论状态），类别相同、生效日期相近而案号不同的，同一案号下尚未对上登记的，以及可能是同一人而待人工判断的}
  - {dataset: justice.prison_releases, what: 监所的假释、暂予监外执行出监记录}
  - {dataset: justice.register, what: 可能是同一人而待人工判断的另一份登记}
clears:
  - 裁判存在，只是法院没有报送，或者案号、姓名、证件号录入不一致
  - 裁判由区外法院或者其他机关作出，登记的案号、决定机关有误
  - 登记的生效日期、矫正开始日期有误
shows:
  justice.register: [correction_no, person_name, id_no, correction_type, court_name, case_no, principal_penalty, probation_term, effective_date, documents_received_date, received_date, start_date, end_date, county, status]
  court.sentences: [case_no, defendant_no, court_name, correction_type, person_name, id_no, effective_date, status, execution_county]
---*/
WITH registered AS (
    SELECT
        register.record_id,
        person.person_id,
        register.county,
        register.case_no,
        NULLIF(register.case_no_key, '') AS case_no_key,
        -- the second part of a case number is the court's mark, the third the kind of case: 2025|内0105|刑初|123
        NULLIF(regex_group(register.case_no_key, '^[^|]*[|]([^|]*)[|]', 1), '') AS court_mark,
        NULLIF(register.court_name, '') AS court_name,
        register.correction_type,
        CASE
            WHEN register.correction_type IN ('public_surveillance', 'probation') THEN 'sentence'
            -- 假释 and 暂予监外执行 stand under the number of the old judgment, unless a ruling of a court is named
            WHEN regex_group(register.case_no_key, '^[^|]*[|][^|]*[|]([^|]*)[|]', 1) LIKE '%更%' THEN register.correction_type
        END AS decision,
        register.id_no_18,
        CASE
            WHEN register.effective_date <= parameters.night THEN register.effective_date
            WHEN register.start_date <= parameters.night THEN register.start_date
        END AS decided_on,
        CASE
            WHEN register.received_date <= parameters.night THEN register.received_date
            WHEN register.reported_date <= parameters.night THEN register.reported_date
            WHEN register.start_date <= parameters.night THEN register.start_date
            WHEN register.effective_date <= parameters.night THEN register.effective_date
        END AS in_correction_from
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = register.record_id
    WHERE register.status = 'in_correction'
        -- with neither number nor case nobody can be looked for
        AND (register.id_no_18 IS NOT NULL OR NULLIF(register.case_no_key, '') IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM sentence_links AS link WHERE link.register_record = register.record_id)
        AND NOT EXISTS (
            SELECT 1 FROM release_dispositions AS released WHERE released.register_record = register.record_id
        )
),
delivered AS (
    SELECT
        sentence.record_id,
        NULLIF(regex_group(sentence.case_no_key, '^[^|]*[|]([^|]*)[|]', 1), '') AS court_mark,
        NULLIF(sentence.court_name, '') AS court_name,
        CASE
            WHEN sentence.correction_type IN ('public_surveillance', 'probation') THEN 'sentence'
            ELSE sentence.correction_type
        END AS decision,
        effective.effective_date
    FROM court_sentences AS sentence
    CROSS JOIN parameters
    INNER JOIN effective ON effective.record_id = sentence.record_id
    -- a court elsewhere whose decisions reach us only now and then executes nothing here
    INNER JOIN counties AS executing ON executing.county = sentence.execution_county AND executing.in_region
    WHERE effective.effective_date <= parameters.night
),
-- from when to when each court's decisions were delivered, by its mark and by its name
spans AS (
    SELECT
        delivered.court_mark AS court,
        delivered.decision,
        MIN(delivered.effective_date) AS first_day,
        MAX(delivered.effective_date) AS last_day
    FROM delivered
    WHERE delivered.court_mark IS NOT NULL
    GROUP BY delivered.court_mark, delivered.decision
    UNION ALL
    SELECT
        delivered.court_name AS court,
        delivered.decision,
        MIN(delivered.effective_date) AS first_day,
        MAX(delivered.effective_date) AS last_day
    FROM delivered
    WHERE delivered.court_name IS NOT NULL
    GROUP BY delivered.court_name, delivered.decision
),
-- the deciding court delivers, decisions before this one and decisions after it
unproved AS (
    SELECT registered.*, spans.first_day, spans.last_day
    FROM registered
    CROSS JOIN parameters
    INNER JOIN spans
        ON spans.court = COALESCE(registered.court_mark, registered.court_name)
        AND spans.decision = registered.decision
        AND spans.first_day < registered.decided_on
        AND spans.last_day > registered.decided_on
    INNER JOIN reach
        ON reach.dataset = 'court.sentences'
        AND reach.county = COALESCE(registered.county, '')
        AND reach.covered_to >= add_days(registered.decided_on, parameters.register_grace_days)
),
-- decisions of this person that may well be the one, whatever their status: an unreadable number or an unknown day is
-- no proof of another case
own_decisions AS (
    SELECT DISTINCT unproved.record_id
    FROM unproved
    INNER JOIN persons AS person ON person.person_id = unproved.person_id
    INNER JOIN court_sentences AS sentence ON sentence.record_id = person.record_id
    LEFT JOIN effective ON effective.record_id = sentence.record_id
    LEFT JOIN sentence_links AS link ON link.sentence_record = sentence.record_id
    -- one that answers no register row is told by its own rule, and may be the one
    WHERE link.register_record IS NULL
        OR unproved.case_no_key IS NULL
        OR NULLIF(sentence.case_no_key, '') IS NULL
        OR sentence.case_no_key = unproved.case_no_key
        OR (
            sentence.correction_type = unproved.correction_type
            AND COALESCE(ABS(days_between(effective.effective_date, unproved.decided_on)) <= 60, TRUE)
        )
),
own_releases AS (
    SELECT DISTINCT unproved.record_id
    FROM unproved
    INNER JOIN persons AS person ON person.person_id = unproved.person_id
    INNER JOIN justice_prison_releases AS release ON release.record_id = person.record_id
    WHERE release.release_kind = unproved.correction_type
),
-- decisions under the same case number; one that answers no register row may be this person's, badly written
of_the_case AS (
    SELECT
        unproved.record_id,
        MIN(sentence.record_id) AS sentence_record,
        COUNT(CASE WHEN link.register_record IS NULL THEN 1 END) AS unanswered
    FROM unproved
    INNER JOIN court_sentences AS sentence ON sentence.case_no_key = unproved.case_no_key
    LEFT JOIN sentence_links AS link ON link.sentence_record = sentence.record_id
    GROUP BY unproved.record_id
),
unsure AS (
    SELECT unsure_pairs.record_a AS mention, unsure_pairs.record_b AS other FROM unsure_pairs
    UNION ALL
    SELECT unsure_pairs.record_b AS mention, unsure_pairs.record_a AS other FROM unsure_pairs
),
perhaps_another AS (
    SELECT DISTINCT unproved.record_id
    FROM unproved
    INNER JOIN persons AS person ON person.person_id = unproved.person_id
    INNER JOIN unsure ON unsure.mention = person.record_id
    WHERE unsure.other LIKE 'court.sentences/%'
        OR unsure.other LIKE 'justice.register/%'
        OR unsure.other LIKE 'justice.prison_releases/%'
),
-- court rows that could not be read: by the number in them, else by their county
unreadable AS (
    SELECT
        NULLIF(regex_group(CAST(quarantined.received AS VARCHAR), '(?:^|[^0-9])([0-9]{17}[0-9Xx])', 1), '') AS id_no_18,
        quarantined.county
    FROM quarantined
    WHERE quarantined.dataset = 'court.sentences'
),
unreadable_of_nobody AS (
    SELECT unproved.record_id, COUNT(unreadable.county) + COUNT(CASE WHEN unreadable.county IS NULL THEN 1 END) AS rows_unread
    FROM unproved
    INNER JOIN unreadable
        ON unreadable.id_no_18 IS NULL AND COALESCE(unreadable.county, unproved.county) = unproved.county
    GROUP BY unproved.record_id
)
SELECT
    unproved.record_id AS finding_key,
    unproved.county,
    unproved.record_id AS person_record,
    unproved.case_no,
    unproved.correction_type,
    unproved.in_correction_from AS since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN unproved.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN unproved.case_no_key IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN unreadable_of_nobody.record_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '疑似有人无判：登记为在矫，裁判' || iso_text(unproved.decided_on) || '生效，决定法院在此前后的裁判均已报送，其中'
    || CASE
        WHEN of_the_case.record_id IS NOT NULL THEN '该案号下只有他人的裁判，'
        WHEN unproved.case_no_key IS NULL THEN '（登记的案号无法识别）'
        ELSE ''
    END
    || '未见同一人同一案件的裁判。' AS summary,
    '该法院已报送的同类裁判：' || iso_text(unproved.first_day) || ' 至 ' || iso_text(unproved.last_day) || '；登记的生效日期 '
    || iso_text(unproved.decided_on) || ' 在其间'
    || COALESCE('；另有' || CAST(unreadable_of_nobody.rows_unread AS VARCHAR) || '行法院数据无法读取', '') AS arithmetic,
    unproved.record_id AS evidence_1,
    of_the_case.sentence_record AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM unproved
LEFT JOIN of_the_case ON of_the_case.record_id = unproved.record_id
LEFT JOIN unreadable_of_nobody ON unreadable_of_nobody.record_id = unproved.record_id
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(unproved.county, '')
WHERE COALESCE(of_the_case.unanswered, 0) = 0
    AND NOT EXISTS (SELECT 1 FROM own_decisions WHERE own_decisions.record_id = unproved.record_id)
    AND NOT EXISTS (SELECT 1 FROM own_releases WHERE own_releases.record_id = unproved.record_id)
    AND NOT EXISTS (SELECT 1 FROM perhaps_another WHERE perhaps_another.record_id = unproved.record_id)
    -- the decision came, in a row that could not be read
    AND NOT EXISTS (SELECT 1 FROM unreadable WHERE unreadable.id_no_18 = unproved.id_no_18)
ORDER BY finding_key
