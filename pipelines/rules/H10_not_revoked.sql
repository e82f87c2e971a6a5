/*---
id: H10
version: 1
label: 应撤未撤
title: 缓刑、假释考验期内又作出新判决，前罪的缓刑、假释既未撤销，也未并罚
question: 考验期内又被判刑的人，前一缓刑、假释有没有撤销并数罪并罚？
english: 'Sentenced again inside a term of probation or parole: was the earlier probation or parole revoked, or punished together?'
direction: supervision
audience: prosecutor
law: [刑法77, 刑法86]
duty: [作出新判决的人民法院：撤销前罪的缓刑、假释，把前罪和后罪所判处的刑罚数罪并罚]
instrument: 抗诉或者再审检察建议
needs: [court.sentences, court.revocations]
searched:
  - {dataset: court.sentences, what: 前一裁判已撤销、已改判，或者新判决、更后的判决已数罪并罚}
  - {dataset: court.revocations, what: 已裁定撤销或者正在审理的撤销缓刑、假释}
  - {dataset: justice.register, what: 前一矫正已因撤销、收监或者再犯新罪判刑而终止}
clears:
  - 新判决已撤销前罪缓刑、假释并数罪并罚，只是数据没有载明
  - 两份裁判是同一案件的一审和二审、再审，或者同一裁判录入两次
  - 考验期的起止日期登记有误，新判决不在考验期内
  - 两份裁判的被告人不是同一人
shows:
  court.sentences: [case_no, defendant_no, court_name, decision_type, correction_type, person_name, id_no, charges, principal_penalty, probation_term, pronounced_date, effective_date, status, execution_county]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, start_date, end_date, county, status, ended_date, end_reason]
---*/
SELECT
    found.earlier_record || '|' || found.later_record AS finding_key,
    COALESCE(found.county, '') AS county,
    found.later_record AS person_record,
    found.case_no,
    found.correction_type,
    found.pronounced_on AS since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN found.exact THEN 0 ELSE 1 END)
        + (CASE WHEN found.estimated THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌应撤未撤：' || CASE WHEN found.correction_type = 'parole' THEN '假释' ELSE '缓刑' END || '考验期' || iso_text(found.first_day) || '至'
    || iso_text(found.last_day) || '，' || iso_text(found.pronounced_on) || '又作出新判决，未见撤销'
    || CASE WHEN found.correction_type = 'parole' THEN '假释' ELSE '缓刑' END || '或者数罪并罚。' AS summary,
    '考验期内：' || iso_text(found.first_day) || ' < 新判决宣告' || iso_text(found.pronounced_on) || ' ≤ ' || iso_text(found.last_day)
    || '（期限不因休息日顺延）' AS arithmetic,
    found.earlier_record AS evidence_1,
    found.later_record AS evidence_2,
    found.register_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM convicted_in_trial AS found
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(found.county, '')
WHERE found.explanation IS NULL AND found.not_provable IS NULL
ORDER BY finding_key
