/*---
id: D02
version: 1
label: 证件号错误
title: 证件号校验不符、与出生日期或性别矛盾、已被更正，或各系统不一致
question: 哪些记录的证件号不能用来认人？
english: 'Which records carry an identity number that cannot be used to tell who is who?'
direction: data
audience: data_engineer
law: []
duty: [录入该记录的单位：核对证件原件后更正]
instrument: 数据更正通知
needs: []
searched:
  - {dataset: police.population, what: 更正前的号码（原身份证号）}
clears:
  - 所登记的不是居民身份证，证件类型应改正
  - 出生日期或性别录入有误，证件号无误
  - 两条记录不是同一人，或号码曾依法更正
shows:
  court.sentences: [case_no, defendant_no, person_name, sex, birth_date, id_type, id_no]
  court.revocations: [ruling_no, original_case_no, person_name, id_no]
  justice.register: [correction_no, person_name, sex, birth_date, id_type, id_no, county]
  justice.prison_releases: [release_no, person_name, sex, birth_date, id_no]
  police.population: [person_name, sex, birth_date, id_no, former_id_no, status]
  police.custody: [custody_no, person_name, id_no, start_date]
  police.penalties: [decision_no, person_name, id_no, decided_date]
---*/
WITH cited AS (
    SELECT record_id, execution_county AS county, case_no, id_no_18, id_no_state, sex, birth_date
    FROM court_sentences
    UNION ALL
    SELECT record_id, CAST(NULL AS VARCHAR), original_case_no, id_no_18, id_no_state, CAST(NULL AS VARCHAR), CAST(NULL AS DATE)
    FROM court_revocations
    UNION ALL
    SELECT record_id, county, case_no, id_no_18, id_no_state, sex, birth_date
    FROM justice_register
    UNION ALL
    SELECT record_id, execution_county, original_case_no, id_no_18, id_no_state, sex, birth_date
    FROM justice_prison_releases
    UNION ALL
    SELECT record_id, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), id_no_18, id_no_state, sex, birth_date
    FROM police_population
    UNION ALL
    SELECT record_id, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), id_no_18, id_no_state, CAST(NULL AS VARCHAR), CAST(NULL AS DATE)
    FROM police_custody
    UNION ALL
    SELECT record_id, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), id_no_18, id_no_state, CAST(NULL AS VARCHAR), CAST(NULL AS DATE)
    FROM police_penalties
),
-- compared by number: a date written out, for every record there is, would cost most of the rule
faulty AS (
    SELECT
        cited.record_id,
        cited.county,
        cited.case_no,
        CASE cited.id_no_state
            WHEN 'bad_checksum' THEN '校验码不符（GB 11643）'
            WHEN 'bad_form' THEN '不是15位或18位居民身份证号'
            WHEN 'lost_digits' THEN '经电子表格转换已丢失末位数字'
        END AS number_fault,
        CASE
            WHEN YEAR(cited.birth_date) * 10000 + MONTH(cited.birth_date) * 100 + DAY(cited.birth_date)
                <> TRY_CAST(SUBSTR(cited.id_no_18, 7, 8) AS INTEGER)
                THEN '与所登记的出生日期不符'
        END AS birth_fault,
        CASE
            WHEN cited.sex = 'male' AND MOD(TRY_CAST(SUBSTR(cited.id_no_18, 17, 1) AS INTEGER), 2) = 0 THEN '与所登记的性别不符'
            WHEN cited.sex = 'female' AND MOD(TRY_CAST(SUBSTR(cited.id_no_18, 17, 1) AS INTEGER), 2) = 1 THEN '与所登记的性别不符'
        END AS sex_fault
    FROM cited
),
compared AS (
    SELECT outdated_numbers.record_id FROM outdated_numbers
    UNION
    SELECT differing_numbers.record_a FROM differing_numbers WHERE differing_numbers.explanation IS NULL
    UNION
    SELECT differing_numbers.record_b FROM differing_numbers WHERE differing_numbers.explanation IS NULL
),
-- few records have a fault or are named beside another
known AS (
    SELECT faulty.*
    FROM faulty
    LEFT JOIN compared ON compared.record_id = faulty.record_id
    WHERE faulty.number_fault IS NOT NULL
        OR faulty.birth_fault IS NOT NULL
        OR faulty.sex_fault IS NOT NULL
        OR compared.record_id IS NOT NULL
),
differing AS (
    SELECT
        differing_numbers.record_a,
        differing_numbers.record_b,
        COALESCE(holder.county, other.county) AS county,
        COALESCE(holder.case_no, other.case_no) AS case_no
    FROM differing_numbers
    INNER JOIN known AS holder ON holder.record_id = differing_numbers.record_a
    INNER JOIN known AS other ON other.record_id = differing_numbers.record_b
    WHERE differing_numbers.explanation IS NULL
),
faults_of_record AS (
    SELECT
        known.record_id,
        known.county,
        known.case_no,
        known.number_fault,
        known.birth_fault,
        known.sex_fault,
        CASE WHEN outdated_numbers.record_id IS NOT NULL THEN '是公安已更正的原号码' END AS outdated_fault,
        outdated_numbers.population_record
    FROM known
    LEFT JOIN outdated_numbers ON outdated_numbers.record_id = known.record_id
),
found AS (
    SELECT
        faulty.record_id AS finding_key,
        faulty.record_id AS record_a,
        faulty.population_record AS record_b,
        faulty.county,
        faulty.case_no,
        -- the first of the four, and after it what else is wrong
        '证件号' || COALESCE(
            faulty.number_fault,
            faulty.birth_fault || COALESCE('，且' || faulty.sex_fault, '') || COALESCE('，且' || faulty.outdated_fault, ''),
            faulty.sex_fault || COALESCE('，且' || faulty.outdated_fault, ''),
            faulty.outdated_fault
        ) AS fault
    FROM faults_of_record AS faulty
    WHERE faulty.number_fault IS NOT NULL
        OR faulty.birth_fault IS NOT NULL
        OR faulty.sex_fault IS NOT NULL
        OR faulty.outdated_fault IS NOT NULL
    UNION ALL
    SELECT
        differing.record_a || '|' || differing.record_b AS finding_key,
        differing.record_a,
        differing.record_b,
        differing.county,
        differing.case_no,
        '两个系统就同一人登记了两个不同的有效证件号' AS fault
    FROM differing
)
SELECT
    found.finding_key,
    COALESCE(found.county, '') AS county,
    found.record_a AS person_record,
    found.case_no,
    CAST(NULL AS VARCHAR) AS correction_type,
    CAST(NULL AS DATE) AS since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    'A' AS tier,
    '数据问题：' || found.fault || '。' AS summary,
    found.fault AS arithmetic,
    found.record_a AS evidence_1,
    found.record_b AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM found
ORDER BY finding_key
