/*---
id: S06
version: 1
label: 人机分离
title: 定位或者签到在居住地，人却在远处；或者签到如同钟表
question: 定位装置、手机签到报告人在居住地的同时，人是不是已在百公里以外；手机签到是不是每天同一分钟、同一地点？
english: 'Does the device or app report from home while the person is at least 100 km away, or check in like clockwork?'
direction: supervision
audience: prosecutor
law: [社矫法26]
duty: [执行地县级社区矫正机构：核查签到和定位的真实性，当面核实]
instrument: 核查
needs: [justice.register, justice.contacts, justice.positions, police.lodging, police.travel]
searched:
  - {dataset: justice.contacts, what: 手机签到的时间、坐标与所载县区是否一致}
  - {dataset: justice.positions, what: 定位点的时间、坐标与所载县区是否一致}
  - {dataset: police.custody, what: 羁押、拘留、强制隔离戒毒（证件由他人使用）}
  - {dataset: police.population, what: 死亡（证件由他人使用）}
clears:
  - 住宿、出行的证件被他人冒用，或者登记的时间、地点有误
  - 签到、定位的时间或者坐标由系统补传，不是当时所在
  - 签到软件每日定时提醒，当面核实确系本人在住所签到
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, county, office_name, electronic_monitoring, status]
  police.lodging: [person_name, id_no, hotel_name, county, checked_in_at, checked_out_at]
  police.travel: [person_name, id_no, mode, service_no, from_county, to_county, departed_at, arrived_at]
  justice.contacts: [correction_no, contacted_at, method, result, county, longitude, latitude]
  justice.positions: [correction_no, fixed_at, device, county, longitude, latitude]
---*/
-- sightings no more than three days apart are one journey, told by its first
WITH ranked AS (
    SELECT
        far_sightings.*,
        ROW_NUMBER() OVER (
            PARTITION BY far_sightings.register_record, far_sightings.episode
            ORDER BY far_sightings.seen_at, far_sightings.record_id
        ) AS place
    FROM far_sightings
    WHERE far_sightings.explanation IS NULL AND far_sightings.not_provable IS NULL
),
found AS (
    SELECT
        ranked.register_record,
        ranked.register_record || '|' || ranked.record_id AS finding_key,
        day_of(LEAST(ranked.seen_at, ranked.reported_at)) AS since,
        -- a distance to a county is an estimate, however careful
        1
        + (CASE WHEN COALESCE(supervised.id_no_18 = ranked.id_no_18, FALSE) THEN 0 ELSE 1 END)
        + (CASE WHEN ranked.name_differs THEN 1 ELSE 0 END) AS weaknesses,
        '疑似人机分离：' || SUBSTRING(CAST(ranked.reported_at AS VARCHAR), 1, 16) || '的定位或者签到在居住地，'
        || SUBSTRING(CAST(ranked.seen_at AS VARCHAR), 1, 16) || '却在' || away.name || '入住或者到达，相距至少'
        || CAST(floor(CAST(ranked.metres AS DECIMAL(18, 3)) * 0.001) AS VARCHAR) || '公里，其间无从往返'
        || CASE WHEN ranked.name_differs THEN '；旅馆、票面姓名与矫正登记不一致' ELSE '' END || '。' AS summary,
        '两个时刻相隔' || CAST(ranked.seconds AS VARCHAR) || '秒 ≤ 6小时；坐标至' || away.name || '代表点的距离减去其辖区半径 = '
        || CAST(ranked.metres AS VARCHAR) || '米 ≥ 100公里，超过陆路每小时350公里、航空每小时800公里（另加候机1小时）所能到达' AS arithmetic,
        ranked.record_id AS evidence_2,
        ranked.report_record AS evidence_3
    FROM ranked
    INNER JOIN supervised ON supervised.record_id = ranked.register_record
    INNER JOIN counties AS away ON away.county = ranked.county
    WHERE ranked.place = 1
    UNION ALL
    SELECT
        clockwork.register_record,
        clockwork.register_record || '|contacted_at' AS finding_key,
        clockwork.since,
        -- a pattern is a lead and no more
        2 AS weaknesses,
        '疑似由程序代为签到：' || iso_text(clockwork.first_day) || '至' || iso_text(clockwork.last_day) || '有20日的手机签到都在'
        || clockwork.minute_of_day || '这一分钟，地点相距不超过50米。' AS summary,
        iso_text(clockwork.first_day) || '—' || iso_text(clockwork.last_day) || '共'
        || CAST(days_between(clockwork.first_day, clockwork.last_day) + 1 AS VARCHAR) || '日 ≤ 30日，同一分钟（' || clockwork.minute_of_day
        || '）、50米之内签到20日' AS arithmetic,
        clockwork.first_record AS evidence_2,
        clockwork.last_record AS evidence_3
    FROM clockwork_check_ins AS clockwork
)
SELECT
    found.finding_key,
    supervised.county,
    supervised.record_id AS person_record,
    supervised.case_no,
    supervised.correction_type,
    found.since,
    CAST(NULL AS BIGINT) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        WHEN found.weaknesses + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END) <= 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    found.summary,
    found.arithmetic,
    supervised.record_id AS evidence_1,
    found.evidence_2,
    found.evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM found
INNER JOIN supervised ON supervised.record_id = found.register_record
LEFT JOIN needed_coverage ON needed_coverage.county = supervised.county
ORDER BY finding_key
