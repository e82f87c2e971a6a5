/*---
id: D01
version: 1
label: 一人多档、一号多人
title: 一个人同一案件在两个县区同时在矫，或者一个证件号登记在两个人名下
question: 有没有一个人同一案件在两个县区各有一份在矫登记，或者一个证件号登记在两个人名下？
english: 'Is one person in correction for one case in two counties at once, or one identity number on two people?'
direction: data
audience: data_engineer
law: []
duty: [执行地县级社区矫正机构：核对后关闭重复的登记, 录入证件号的单位：核对证件原件后更正]
instrument: 数据更正通知
needs: [justice.register]
searched:
  - {dataset: justice.transfers, what: 两个县区之间尚未接收、或者刚刚接收的执行地变更}
  - {dataset: justice.register, what: 两个县区的登记是否都在后一份建档之后报送过}
clears:
  - 已变更执行地，原执行地的登记尚未关闭
  - 两份登记实为两个案件，案号录入有误
  - 两条记录实为同一人，姓名或出生日期录入有误
  - 公安登记的历史重号
shows:
  justice.register: [correction_no, person_name, sex, birth_date, id_no, case_no, correction_type, reported_date, received_date, start_date, end_date, county, office_name, status]
  court.sentences: [case_no, defendant_no, person_name, sex, birth_date, id_type, id_no]
  court.revocations: [ruling_no, original_case_no, person_name, id_no]
  justice.prison_releases: [release_no, person_name, sex, birth_date, id_no]
  police.population: [person_name, sex, birth_date, id_no, former_id_no, status]
  police.custody: [custody_no, person_name, id_no, start_date]
  police.penalties: [decision_no, person_name, id_no, decided_date]
---*/
WITH cited AS (
    SELECT record_id, id_no_18, execution_county AS county, case_no FROM court_sentences
    UNION ALL
    SELECT record_id, id_no_18, CAST(NULL AS VARCHAR) AS county, original_case_no AS case_no FROM court_revocations
    UNION ALL
    SELECT record_id, id_no_18, county, case_no FROM justice_register
    UNION ALL
    SELECT record_id, id_no_18, execution_county AS county, original_case_no AS case_no FROM justice_prison_releases
    UNION ALL
    SELECT record_id, id_no_18, CAST(NULL AS VARCHAR) AS county, CAST(NULL AS VARCHAR) AS case_no FROM police_population
    UNION ALL
    SELECT record_id, id_no_18, CAST(NULL AS VARCHAR) AS county, CAST(NULL AS VARCHAR) AS case_no FROM police_custody
    UNION ALL
    SELECT record_id, id_no_18, CAST(NULL AS VARCHAR) AS county, CAST(NULL AS VARCHAR) AS case_no FROM police_penalties
),
-- who holds a number that is another's, too
mentions AS (
    SELECT DISTINCT cited.record_id, cited.county, cited.case_no
    FROM shared_numbers
    INNER JOIN cited ON cited.record_id = shared_numbers.record_id
),
numbered AS (
    SELECT
        shared_numbers.*,
        MIN(shared_numbers.record_id) OVER (PARTITION BY shared_numbers.id_no_18) AS first_record
    FROM shared_numbers
),
unsure AS (
    SELECT DISTINCT person_a.person_id AS person_a, person_b.person_id AS person_b
    FROM unsure_pairs
    INNER JOIN persons AS person_a ON person_a.record_id = unsure_pairs.record_a
    INNER JOIN persons AS person_b ON person_b.record_id = unsure_pairs.record_b
),
one_number AS (
    SELECT
        first_holder.record_id AS record_a,
        other.record_id AS record_b,
        EXISTS (
            SELECT 1 FROM unsure
            WHERE (unsure.person_a = first_holder.person_id AND unsure.person_b = other.person_id)
                OR (unsure.person_a = other.person_id AND unsure.person_b = first_holder.person_id)
        ) AS perhaps_one
    FROM numbered AS first_holder
    INNER JOIN numbered AS other
        ON other.id_no_18 = first_holder.id_no_18
        AND other.person_id <> first_holder.person_id
    WHERE first_holder.record_id = first_holder.first_record
)
SELECT
    two_files.record_a || '|' || two_files.record_b AS finding_key,
    '' AS county,
    two_files.record_a AS person_record,
    two_files.case_no,
    two_files.correction_type,
    two_files.both_from AS since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        two_files.weak_identity + two_files.weak_case + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '数据问题：疑似一人多档，同一人同一案件自' || iso_text(two_files.both_from) || '起在' || COALESCE(place_a.short_name, two_files.county_a)
    || '和' || COALESCE(place_b.short_name, two_files.county_b) || '同时登记为在矫。' AS summary,
    '两份登记均为在矫；后一份自' || iso_text(two_files.both_from) || '起' AS arithmetic,
    two_files.record_a AS evidence_1,
    two_files.record_b AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM two_files
LEFT JOIN counties AS place_a ON place_a.county = two_files.county_a
LEFT JOIN counties AS place_b ON place_b.county = two_files.county_b
LEFT JOIN needed_coverage ON needed_coverage.county = ''
WHERE two_files.explanation IS NULL AND two_files.not_provable IS NULL
UNION ALL
SELECT
    one_number.record_a || '|' || one_number.record_b AS finding_key,
    COALESCE(mention_a.county, mention_b.county, '') AS county,
    one_number.record_a AS person_record,
    COALESCE(mention_a.case_no, mention_b.case_no) AS case_no,
    CAST(NULL AS VARCHAR) AS correction_type,
    CAST(NULL AS DATE) AS since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE WHEN one_number.perhaps_one THEN 'B' ELSE 'A' END AS tier,
    CASE
        WHEN one_number.perhaps_one THEN '数据问题：一个证件号在两条记录中，姓名或出生日期不符，是否同一人待人工判断。'
        ELSE '数据问题：疑似一号多人，一个有效证件号登记在两个人名下。'
    END AS summary,
    '证件号相同、校验码有效；姓名与出生日期不相容' AS arithmetic,
    one_number.record_a AS evidence_1,
    one_number.record_b AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM one_number
INNER JOIN mentions AS mention_a ON mention_a.record_id = one_number.record_a
INNER JOIN mentions AS mention_b ON mention_b.record_id = one_number.record_b
ORDER BY finding_key
