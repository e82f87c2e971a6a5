/*---
id: D03
version: 2
label: 数据异常
title: 来源缺失、迟到、暂不采信、沉默、骤减，采用而须留意，或隔离行过多（三行以上且超过百分之一）
question: 哪些来源、哪些县区的数据当晚不可靠，因而哪些结论不能作？
english: 'Which sources and counties could not be relied on that night, so that which conclusions cannot be drawn?'
direction: data
audience: data_engineer
law: []
duty: [报送单位：补送或更正, 数据管理人员：核实来源]
instrument: 数据问题单
needs: []
searched: []
clears:
  - 补送的数据通过检查后，次晚不再列出
  - 该县区确无相应人员、案件（沉默属实）
shows: {}
---*/
WITH troubled AS (
    SELECT
        coverage.dataset || '~' || COALESCE(coverage.county, '') AS finding_key,
        COALESCE(coverage.county, '') AS county,
        coverage.dataset
        || CASE WHEN coverage.county <> '' THEN '（' || COALESCE(counties.short_name, coverage.county) || '）' ELSE '' END
        || CASE coverage.state
            WHEN 'missing' THEN '没有任何数据'
            WHEN 'late' THEN '当晚数据未到'
            WHEN 'held' THEN '当晚数据未通过检查，暂不采信'
            WHEN 'silent' THEN '陷于沉默：行数降到近期的极小部分'
            WHEN 'shrunken' THEN '骤减：缺少的行沿用此前的'
            ELSE '状态' || coverage.state
        END
        || COALESCE('，数据只到' || iso_text(coverage.covered_to), '')
        || CASE WHEN coverage.text <> '' THEN '。' || REPLACE(coverage.text || '。', '。。', '。') ELSE '。' END AS trouble,
        CASE
            WHEN coverage.covered_to IS NULL THEN '从无可采信的数据'
            ELSE iso_text(coverage.covered_to) || ' → ' || iso_text(parameters.night) || ' = '
                || CAST(days_between(coverage.covered_to, parameters.night) AS VARCHAR) || '日未覆盖'
        END AS arithmetic,
        CASE WHEN coverage.covered_to < parameters.night THEN add_days(coverage.covered_to, 1) END AS since,
        CASE
            WHEN coverage.covered_to < parameters.night THEN days_between(coverage.covered_to, parameters.night)
        END AS days
    FROM coverage
    CROSS JOIN parameters
    LEFT JOIN counties ON counties.county = coverage.county
    LEFT JOIN coverage AS whole ON whole.dataset = coverage.dataset AND whole.county = ''
    WHERE coverage.state <> 'current'
        -- trouble of the whole dataset is told once, not again for every county
        AND (coverage.county = '' OR whole.state IS NULL OR coverage.state <> whole.state)
),
-- what stands out in the delivery a night stands on, although it is accepted
warned AS (
    SELECT
        alarms.dataset || '~' || alarms.guard || CASE WHEN alarms.about <> '' THEN '~' || alarms.about ELSE '' END
            AS finding_key,
        '' AS county,
        alarms.text AS trouble,
        alarms.figure
        || CASE WHEN alarms.usual <> '' THEN '，往常' || alarms.usual ELSE '' END
        || CASE WHEN alarms.bound <> '' THEN '，界限' || alarms.bound ELSE '' END AS arithmetic,
        CAST(NULL AS DATE) AS since,
        CAST(NULL AS BIGINT) AS days
    FROM alarms
    INNER JOIN coverage
        ON coverage.dataset = alarms.dataset AND coverage.delivery_id = alarms.delivery_id AND coverage.county = ''
    INNER JOIN verdicts ON verdicts.dataset = alarms.dataset AND verdicts.delivery_id = alarms.delivery_id
    WHERE verdicts.verdict = 'warn'
),
-- the delivery a night stands on sets aside more than one row in a hundred; a row or two in a small one is no sign
quarantining AS (
    SELECT
        verdicts.dataset || '~quarantined' AS finding_key,
        '' AS county,
        verdicts.dataset || '（' || iso_text(verdicts.business_date) || '）隔离' || CAST(verdicts.rows_quarantined AS VARCHAR)
        || '行，占收到的' || CAST(verdicts.rows_in AS VARCHAR) || '行的1%以上。' AS trouble,
        CAST(verdicts.rows_quarantined AS VARCHAR) || ' × 100 > ' || CAST(verdicts.rows_in AS VARCHAR) AS arithmetic,
        CAST(NULL AS DATE) AS since,
        CAST(NULL AS BIGINT) AS days
    FROM verdicts
    INNER JOIN coverage
        ON coverage.dataset = verdicts.dataset
        AND coverage.delivery_id = verdicts.delivery_id
        AND coverage.county = ''
    WHERE verdicts.verdict IN ('accept', 'warn')
        AND verdicts.rows_quarantined * 100 > verdicts.rows_in
        AND verdicts.rows_quarantined >= 3
),
found AS (
    SELECT * FROM troubled
    UNION ALL
    SELECT * FROM warned
    UNION ALL
    SELECT * FROM quarantining
)
SELECT
    found.finding_key,
    found.county,
    CAST(NULL AS VARCHAR) AS person_record,
    CAST(NULL AS VARCHAR) AS case_no,
    CAST(NULL AS VARCHAR) AS correction_type,
    found.since,
    found.days,
    CAST(NULL AS VARCHAR) AS band,
    'A' AS tier,
    '数据问题：' || found.trouble AS summary,
    found.arithmetic,
    CAST(NULL AS VARCHAR) AS evidence_1,
    CAST(NULL AS VARCHAR) AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM found
ORDER BY finding_key
