/*---
id: H08
version: 1
label: 裁判与登记不一致
title: 同一人同一案件，法院或监所的记载与矫正登记的记载不同
question: 同一人同一案件，登记的类别、刑期、考验期、日期、执行地、禁止令、案号，是否与裁判一致？
english: 'One person, one case: do type, term, dates, place of execution, prohibition order and case number agree?'
direction: supervision
audience: prosecutor
law: [社矫法22]
duty: [执行地县级社区矫正机构：核对法律文书后更正登记, 人民法院、监所：核对报送的裁判信息]
instrument: 核查
needs: [court.sentences, justice.register]
searched:
  - {dataset: justice.transfers, what: 把同一人变更到登记所在县区的执行地变更}
  - {dataset: justice.sanctions, what: 提请减刑（刑期、考验期、结束日期因此变更）}
clears:
  - 一方录入有误，以裁判文书原件为准
  - 裁判已依法更正、改判或者减刑，登记的是变更后的内容
  - 案号一为一审、一为二审，或者一为原判、一为裁定
  - 管制的刑期从实际执行之日起算，先行羁押的日数有误
shows:
  court.sentences: [case_no, defendant_no, court_name, correction_type, person_name, id_no, principal_penalty, probation_term, prohibition_order, pronounced_date, effective_date, detention_days, execution_county]
  justice.prison_releases: [release_no, prison_name, person_name, id_no, release_kind, original_case_no, released_date, execution_county, sentence_end_date]
  justice.register: [correction_no, person_name, id_no, case_no, court_name, correction_type, principal_penalty, probation_term, prohibition_order, effective_date, start_date, end_date, county, status]
---*/
SELECT
    differences.source_record || '|' || differences.register_record || '|' || differences.field AS finding_key,
    differences.county,
    differences.register_record AS person_record,
    differences.case_no,
    differences.correction_type,
    differences.registered_on AS since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN differences.exact THEN 0 ELSE 1 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '疑似裁判与登记不一致：' || differences.field_name || '，'
    || CASE WHEN differences.source_record LIKE 'court.sentences/%' THEN '法院为' ELSE '监所为' END
    || COALESCE(differences.source_value, '') || '，登记为' || COALESCE(differences.register_value, '') || '。' AS summary,
    differences.comparison AS arithmetic,
    differences.source_record AS evidence_1,
    differences.register_record AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM file_differences AS differences
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(differences.county, '')
WHERE differences.explanation IS NULL AND differences.not_provable IS NULL
ORDER BY finding_key
