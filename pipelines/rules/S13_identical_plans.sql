/*---
id: S13
version: 1
label: 矫正方案雷同
title: 同一司法所为多人制定的矫正方案几乎相同
question: 同一司法所有没有为三名以上在矫的人制定几乎相同的矫正方案？
english: 'Has one office written nearly the same plan for three or more people in correction?'
direction: supervision
audience: prosecutor
law: [社矫法24]
duty: [执行地县级社区矫正机构、受委托的司法所：根据各人具体情况重新制定矫正方案]
instrument: 检察建议
needs: [justice.register, justice.plans]
searched:
  - {dataset: justice.plans, what: 各人最新的矫正方案，去掉姓名、数字、日期、标点之后逐字比对}
  - {dataset: justice.register, what: 是否仍在矫、是否同一司法所、是否同一人}
clears:
  - 系统中只录入了格式文本，另有针对个人的纸质方案
  - 几人案情、处境确实相同，方案经过逐人评估
shows:
  justice.plans: [plan_no, correction_no, made_date, text]
---*/
SELECT
    found.plan_1 AS finding_key,
    found.county,
    -- the clue is about the office; no one person is named for it
    CAST(NULL AS VARCHAR) AS person_record,
    CAST(NULL AS VARCHAR) AS case_no,
    CAST(NULL AS VARCHAR) AS correction_type,
    found.third_day AS since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE WHEN needed_coverage.covers_night THEN 'B' ELSE 'C' END AS tier,
    '疑似矫正方案雷同：' || found.office_name || '为' || CAST(found.people AS VARCHAR) || '名在矫的人制定的方案（'
    || iso_text(found.first_day) || '至' || iso_text(found.last_day) || '）去掉姓名、数字、日期之后几乎相同。' AS summary,
    '去掉姓名、数字、日期、标点，以连续三字为单位比对：' || CAST(found.people AS VARCHAR) || '人 ≥ 3人，相同部分占千分之'
    || CAST(found.permille AS VARCHAR) || '以上 ≥ 千分之900' AS arithmetic,
    found.plan_1 AS evidence_1,
    found.plan_2 AS evidence_2,
    found.plan_3 AS evidence_3,
    found.plan_4 AS evidence_4
FROM copied_plans AS found
LEFT JOIN needed_coverage ON needed_coverage.county = found.county
WHERE found.explanation IS NULL AND found.not_provable IS NULL
ORDER BY finding_key
