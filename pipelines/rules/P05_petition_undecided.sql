/*---
id: P05
version: 1
label: 提请超期未裁
title: 收到撤销缓刑、假释或者收监执行建议书超过三十日未见裁定、决定
question: 人民法院收到撤销、收监的建议书以后，有没有在三十日内作出裁定、决定？
english: 'A petition to revoke or to return to prison was received: was it decided within thirty days?'
direction: supervision
audience: prosecutor
law: [社矫法48, 社矫法49]
duty: [收到建议书的人民法院：三十日内作出裁定或者决定]
instrument: 纠正违法通知书
needs: [court.revocations]
searched:
  - {dataset: court.revocations, what: 同一人、同一提请以别的案号作出的裁定、决定}
  - {dataset: court.sentences, what: 原判已撤销，或者在后的裁判已并罚处理}
  - {dataset: police.population, what: 期限届满前死亡}
clears:
  - 已经裁定、决定，只是没有录入或者用了别的案号
  - 建议书已撤回，或者材料补正后另行起算
  - 收到建议书的日期登记有误
  - 本人死亡，程序终止
shows:
  court.revocations: [ruling_no, original_case_no, person_name, id_no, revocation_type, petition_received_date, ruling_date, result]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, start_date, end_date, county, office_name, status, ended_date, end_reason]
---*/
SELECT
    undecided.record_id AS finding_key,
    COALESCE(undecided.county, '') AS county,
    undecided.record_id AS person_record,
    undecided.case_no,
    undecided.correction_type,
    add_days(undecided.due_day, 1) AS since,
    days_between(undecided.due_day, parameters.night) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN undecided.exact OR undecided.register_record IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌提请超期未裁：' || iso_text(undecided.received_on) || '收到'
    || CASE undecided.revocation_type
        WHEN 'revoke_probation' THEN '撤销缓刑'
        WHEN 'revoke_parole' THEN '撤销假释'
        ELSE '收监执行'
    END
    || '建议书，最迟应于' || iso_text(undecided.due_day) || '裁定、决定，至' || iso_text(parameters.night) || '已逾'
    || CAST(days_between(undecided.due_day, parameters.night) AS VARCHAR) || '日未见结果。' AS summary,
    undecided.arithmetic || '；' || iso_text(undecided.due_day) || ' → ' || iso_text(parameters.night) || ' = '
    || CAST(days_between(undecided.due_day, parameters.night) AS VARCHAR) || '日' AS arithmetic,
    undecided.record_id AS evidence_1,
    undecided.register_record AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM petitions_undecided AS undecided
CROSS JOIN parameters
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(undecided.county, '')
WHERE undecided.explanation IS NULL AND undecided.not_provable IS NULL
ORDER BY finding_key
