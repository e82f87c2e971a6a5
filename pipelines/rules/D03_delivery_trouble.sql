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
FROM data_trouble AS found
WHERE found.explanation IS NULL
ORDER BY finding_key
