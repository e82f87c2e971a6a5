-- What is wrong with the data a night stands on: coverage, alarms of accepted deliveries, rows set aside. `explanation`: told for
-- the whole dataset, released by somebody's word, or only a row or two.
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
        END AS days,
        -- trouble of the whole dataset is told once, not again for every county
        CASE WHEN coverage.county <> '' AND coverage.state = whole.state THEN 'told_for_all' END AS explanation
    FROM coverage
    CROSS JOIN parameters
    LEFT JOIN counties ON counties.county = coverage.county
    LEFT JOIN coverage AS whole ON whole.dataset = coverage.dataset AND whole.county = ''
    WHERE coverage.state <> 'current'
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
        CAST(NULL AS BIGINT) AS days,
        CASE WHEN verdicts.verdict <> 'warn' THEN 'released' END AS explanation
    FROM alarms
    INNER JOIN coverage
        ON coverage.dataset = alarms.dataset AND coverage.delivery_id = alarms.delivery_id AND coverage.county = ''
    INNER JOIN verdicts ON verdicts.dataset = alarms.dataset AND verdicts.delivery_id = alarms.delivery_id
    WHERE verdicts.verdict = 'warn' OR (verdicts.verdict = 'accept' AND verdicts.reason = 'released')
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
        CAST(NULL AS BIGINT) AS days,
        CASE WHEN verdicts.rows_quarantined < 3 THEN 'few_rows' END AS explanation
    FROM verdicts
    INNER JOIN coverage
        ON coverage.dataset = verdicts.dataset
        AND coverage.delivery_id = verdicts.delivery_id
        AND coverage.county = ''
    WHERE verdicts.verdict IN ('accept', 'warn')
        AND verdicts.rows_quarantined * 100 > verdicts.rows_in
),
found AS (
    SELECT * FROM troubled
    UNION ALL
    SELECT * FROM warned
    UNION ALL
    SELECT * FROM quarantining
)
SELECT found.*
FROM found
