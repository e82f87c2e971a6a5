/*---
id: S04
version: 1
label: 未请假外出（出行）
title: 未经批准乘坐交通工具离开所居住的市、县
question: 在矫的人出行的到达地在所居住的市、县以外，当日有没有获批的请假或者经常性活动批准？
english: 'In correction and travelling to a place outside the zone: does an approved leave or a standing permit cover the trip?'
direction: supervision
audience: prosecutor
law: [社矫法27, 办法26]
duty: [执行地县级社区矫正机构：核查外出去向，依法给予处置并加强请假管理]
instrument: 书面纠正意见
needs: [justice.register, police.travel, justice.leaves, justice.permits, justice.transfers]
searched:
  - {dataset: justice.leaves, what: 经批准的外出，期间包括出发或者到达之日，未载目的地或者目的地在同一区域（含换乘、返程）}
  - {dataset: justice.permits, what: 写明该县区的经常性跨市县活动批准；写法无法识别的，不作结论}
  - {dataset: justice.transfers, what: 已决定变更到该地执行}
  - {dataset: justice.register, what: 同一人在该地的其他登记}
  - {dataset: police.custody, what: 羁押、拘留、强制隔离戒毒}
  - {dataset: police.population, what: 死亡}
clears:
  - 已经批准请假或者经常性跨市县活动，只是没有录入或者补录较晚
  - 购票后没有乘坐，或者证件被他人冒用
  - 到达地其实在所居住的市、县之内（区划代码有误）
  - 紧急情况外出，事后已经报告并获认可
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, reported_date, end_date, county, office_name, status]
  police.travel: [person_name, id_no, mode, service_no, from_county, to_county, departed_at, arrived_at]
  justice.leaves: [leave_no, destination_county, start_date, end_date, approval_level, approved, returned_date]
---*/
WITH trips AS (
    SELECT
        outings.*,
        ROW_NUMBER() OVER (
            PARTITION BY outings.register_record, outings.episode ORDER BY outings.first_day, outings.record_id
        ) AS place
    FROM outings
    WHERE outings.kind = 'trip' AND outings.explanation IS NULL AND outings.not_provable IS NULL
),
found AS (
    SELECT
        trips.register_record,
        MIN(trips.first_day) AS first_day,
        MAX(trips.last_day) AS last_day,
        COUNT(*) AS trips,
        MIN(CASE WHEN trips.place = 1 THEN trips.record_id END) AS first_trip,
        MIN(CASE WHEN trips.place = 2 THEN trips.record_id END) AS second_trip,
        MIN(CASE WHEN trips.place = 1 THEN trips.county END) AS trip_county,
        MIN(CASE WHEN trips.place = 1 THEN trips.id_no_18 END) AS id_no_18,
        MAX(CASE WHEN trips.name_differs THEN 1 ELSE 0 END) AS name_differs,
        MIN(trips.leave_elsewhere) AS leave_elsewhere
    FROM trips
    GROUP BY trips.register_record, trips.episode
)
SELECT
    found.register_record || '|' || found.first_trip AS finding_key,
    supervised.county,
    supervised.record_id AS person_record,
    supervised.case_no,
    supervised.correction_type,
    found.first_day AS since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN COALESCE(supervised.id_no_18 = found.id_no_18, FALSE) THEN 0 ELSE 1 END)
        + found.name_differs
        + (CASE WHEN found.leave_elsewhere IS NOT NULL THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌未经批准外出：' || iso_text(found.first_day) || '前往' || away.name
    || CASE WHEN found.trips > 1 THEN '，至' || iso_text(found.last_day) || '共出行' || CAST(found.trips AS VARCHAR) || '次' ELSE '' END
    || '，'
    || CASE
        WHEN found.leave_elsewhere IS NOT NULL THEN '获批请假的目的地是别处，未见其他批准'
        ELSE '未见获批的请假或者经常性活动批准'
    END
    || CASE WHEN found.name_differs = 1 THEN '；票面姓名与矫正登记不一致' ELSE '' END
    || '。' AS summary,
    '居住地' || home.name || ' ≠ 到达地' || away.name || '；无批准的出行' || CAST(found.trips AS VARCHAR) || '次（'
    || iso_text(found.first_day) || '—' || iso_text(found.last_day) || '，相隔不超过3日的并为一次外出，返程不另计）' AS arithmetic,
    supervised.record_id AS evidence_1,
    found.first_trip AS evidence_2,
    found.second_trip AS evidence_3,
    found.leave_elsewhere AS evidence_4
FROM found
INNER JOIN supervised ON supervised.record_id = found.register_record
INNER JOIN counties AS home ON home.county = supervised.county
INNER JOIN counties AS away ON away.county = found.trip_county
LEFT JOIN needed_coverage ON needed_coverage.county = supervised.county
ORDER BY finding_key
