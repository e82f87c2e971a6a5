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
        + (CASE WHEN unproved.rows_unread IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '疑似有人无判：登记为在矫，裁判' || iso_text(unproved.decided_on) || '生效，决定法院在此前后的裁判均已报送，其中'
    || CASE
        WHEN unproved.case_of_others THEN '该案号下只有他人的裁判，'
        WHEN unproved.case_no_key IS NULL THEN '（登记的案号无法识别）'
        ELSE ''
    END
    || '未见同一人同一案件的裁判。' AS summary,
    '该法院已报送的同类裁判：' || iso_text(unproved.first_day) || ' 至 ' || iso_text(unproved.last_day) || '；登记的生效日期 '
    || iso_text(unproved.decided_on) || ' 在其间'
    || COALESCE('；另有' || CAST(unproved.rows_unread AS VARCHAR) || '行法院数据无法读取', '') AS arithmetic,
    unproved.record_id AS evidence_1,
    unproved.sentence_record AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM undecided_files AS unproved
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(unproved.county, '')
WHERE unproved.explanation IS NULL AND unproved.not_provable IS NULL
ORDER BY finding_key
