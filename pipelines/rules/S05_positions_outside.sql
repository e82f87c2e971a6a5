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
WITH
-- a fix without a county says nothing, and stands between others as one that may have been inside
placed AS (
    SELECT
        fix.record_id,
        fix.fixed_at,
        supervised.record_id AS register_record,
        supervised.person_id,
        place.county,
        place.zone,
        COALESCE(
            place.zone <> supervised.zone
            AND NOT place.retired
            AND day_of(fix.fixed_at) BETWEEN supervised.from_day AND supervised.proven_to,
            FALSE
        ) AS outside
    FROM justice_positions AS fix
    INNER JOIN supervised ON supervised.correction_no = fix.correction_no
    INNER JOIN fixes_outside ON fixes_outside.register_record = supervised.record_id
    LEFT JOIN counties AS place ON place.county = fix.county
),
-- the way to where a leave leads goes through other counties, so on its days no place is held against the person
allowed_fixes AS (
    SELECT DISTINCT placed.record_id, placed.register_record
    FROM placed
    INNER JOIN allowed_places AS allowed
        ON allowed.person_id = placed.person_id
        AND day_of(placed.fixed_at) BETWEEN allowed.from_day AND allowed.to_day
    WHERE placed.outside AND (allowed.way = 'leave' OR COALESCE(allowed.zone = placed.zone, TRUE))
),
ordered AS (
    SELECT
        placed.*,
        allowed_fixes.record_id IS NOT NULL AS allowed,
        LAG(placed.fixed_at) OVER (
            PARTITION BY placed.register_record ORDER BY placed.fixed_at, placed.record_id
        ) AS fixed_before
    FROM placed
    LEFT JOIN allowed_fixes
        ON allowed_fixes.record_id = placed.record_id AND allowed_fixes.register_record = placed.register_record
),
-- a fix inside ends a run, and so does a day without any
numbered AS (
    SELECT
        ordered.*,
        SUM(
            CASE
                WHEN NOT ordered.outside THEN 1
                WHEN secs_between(ordered.fixed_before, ordered.fixed_at) > 86400 THEN 1
                ELSE 0
            END
        ) OVER (
            PARTITION BY ordered.register_record ORDER BY ordered.fixed_at, ordered.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS run,
        ROW_NUMBER() OVER (
            PARTITION BY ordered.register_record ORDER BY ordered.fixed_at, ordered.record_id
        ) AS place
    FROM ordered
),
-- a run that touches a place allowed that day was the way to it
runs AS (
    SELECT
        numbered.register_record,
        numbered.run,
        MIN(numbered.place) AS first_place,
        MAX(numbered.place) AS last_place,
        MIN(numbered.fixed_at) AS left_at,
        MAX(numbered.fixed_at) AS last_at,
        COUNT(DISTINCT numbered.fixed_at) AS fixes
    FROM numbered
    WHERE numbered.outside
    GROUP BY numbered.register_record, numbered.run
    HAVING COUNT(DISTINCT numbered.fixed_at) >= 3
        AND secs_between(MIN(numbered.fixed_at), MAX(numbered.fixed_at)) >= 1800
        AND MAX(CASE WHEN numbered.allowed THEN 1 ELSE 0 END) = 0
),
before AS (
    SELECT
        runs.*,
        LAG(runs.last_at) OVER (PARTITION BY runs.register_record ORDER BY runs.left_at, runs.run) AS away_until
    FROM runs
),
-- runs no more than three days apart are one outing
episodes AS (
    SELECT
        before.*,
        SUM(
            CASE
                WHEN before.away_until IS NULL THEN 1
                WHEN days_between(day_of(before.away_until), day_of(before.left_at)) > 3 THEN 1
                ELSE 0
            END
        ) OVER (
            PARTITION BY before.register_record ORDER BY before.left_at, before.run
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS episode
    FROM before
),
found AS (
    SELECT
        episodes.register_record,
        MIN(episodes.left_at) AS left_at,
        MAX(episodes.last_at) AS last_at,
        MIN(episodes.first_place) AS first_place,
        MAX(episodes.last_place) AS last_place,
        COUNT(*) AS runs,
        CAST(SUM(episodes.fixes) AS BIGINT) AS fixes
    FROM episodes
    GROUP BY episodes.register_record, episodes.episode
)
SELECT
    found.register_record || '|' || first_fix.record_id AS finding_key,
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
    first_fix.record_id AS evidence_2,
    last_fix.record_id AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM found
INNER JOIN supervised ON supervised.record_id = found.register_record
INNER JOIN numbered AS first_fix
    ON first_fix.register_record = found.register_record AND first_fix.place = found.first_place
INNER JOIN numbered AS last_fix
    ON last_fix.register_record = found.register_record AND last_fix.place = found.last_place
INNER JOIN counties AS home ON home.county = supervised.county
INNER JOIN counties AS away ON away.county = first_fix.county
LEFT JOIN needed_coverage ON needed_coverage.county = supervised.county
ORDER BY finding_key
