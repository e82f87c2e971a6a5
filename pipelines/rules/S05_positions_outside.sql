/*---
id: S05
version: 1
label: 越界轨迹
title: 定位轨迹显示未经批准离开所居住的市、县
question: 定位装置有没有连续三个以上、前后至少三十分钟的定位点在所居住的市、县以外，而没有获批的请假或者经常性活动批准？
english: 'Do at least three fixes in a row over at least thirty minutes lie outside the zone without leave or permit?'
direction: supervision
audience: prosecutor
law: [社矫法27, 办法26]
duty: [执行地县级社区矫正机构：核查轨迹和外出去向，依法给予处置并加强请假管理]
instrument: 书面纠正意见
needs: [justice.register, justice.positions, justice.leaves, justice.permits, justice.transfers]
searched:
  - {dataset: justice.leaves, what: 经批准的外出（往返途中经过别处的，一并视为批准之内）}
  - {dataset: justice.permits, what: 同一段轨迹到过获准活动的县区；写法无法识别的，不作结论}
  - {dataset: justice.transfers, what: 已决定变更到该地执行}
  - {dataset: justice.register, what: 同一人在该地的其他登记}
  - {dataset: police.custody, what: 羁押、拘留、强制隔离戒毒}
  - {dataset: police.population, what: 死亡}
clears:
  - 已经批准请假或者经常性跨市县活动，只是没有录入或者补录较晚
  - 定位漂移，或者在市、县交界处活动、区划判断有误
  - 装置由他人携带，或者送修、更换
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, reported_date, end_date, county, office_name, electronic_monitoring, status]
  justice.positions: [correction_no, fixed_at, device, longitude, latitude, county]
---*/
-- runs no more than three days apart are one outing
WITH runs AS (
    SELECT
        runs_outside.*,
        ROW_NUMBER() OVER (
            PARTITION BY runs_outside.register_record, runs_outside.episode
            ORDER BY runs_outside.left_at, runs_outside.first_record
        ) AS place,
        ROW_NUMBER() OVER (
            PARTITION BY runs_outside.register_record, runs_outside.episode
            ORDER BY runs_outside.left_at DESC, runs_outside.first_record DESC
        ) AS place_from_last
    FROM runs_outside
    WHERE runs_outside.explanation IS NULL AND runs_outside.not_provable IS NULL
),
found AS (
    SELECT
        runs.register_record,
        MIN(runs.left_at) AS left_at,
        MAX(runs.last_at) AS last_at,
        MIN(CASE WHEN runs.place = 1 THEN runs.first_record END) AS first_record,
        MIN(CASE WHEN runs.place = 1 THEN runs.first_county END) AS first_county,
        MIN(CASE WHEN runs.place_from_last = 1 THEN runs.last_record END) AS last_record,
        COUNT(*) AS runs,
        CAST(SUM(runs.fixes) AS BIGINT) AS fixes
    FROM runs
    GROUP BY runs.register_record, runs.episode
)
SELECT
    found.register_record || '|' || found.first_record AS finding_key,
    supervised.county,
    supervised.record_id AS person_record,
    supervised.case_no,
    supervised.correction_type,
    day_of(found.left_at) AS since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN supervised.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌未经批准越界：' || SUBSTRING(CAST(found.left_at AS VARCHAR), 1, 16) || '至' || SUBSTRING(CAST(found.last_at AS VARCHAR), 1, 16)
    || '，定位装置有' || CAST(found.fixes AS VARCHAR) || '个定位点在所居住的市、县以外（始于' || away.name || '）'
    || CASE WHEN found.runs > 1 THEN '，分' || CAST(found.runs AS VARCHAR) || '段' ELSE '' END
    || '，未见获批的请假或者经常性活动批准。' AS summary,
    '居住地' || home.name || ' ≠ ' || away.name || '；' || CAST(found.fixes AS VARCHAR) || '个定位点 ≥ 3，每段前后至少30分钟、其间没有界内的定位点；共'
    || CAST(found.runs AS VARCHAR) || '段（相隔不超过3日的并为一次）' AS arithmetic,
    supervised.record_id AS evidence_1,
    found.first_record AS evidence_2,
    found.last_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM found
INNER JOIN supervised ON supervised.record_id = found.register_record
INNER JOIN counties AS home ON home.county = supervised.county
INNER JOIN counties AS away ON away.county = found.first_county
LEFT JOIN needed_coverage ON needed_coverage.county = supervised.county
ORDER BY finding_key
