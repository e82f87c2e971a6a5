/*---
id: S01
version: 1
label: 脱管
title: 在矫期间失去联系
question: 在矫的人，最后一次正常接触之后有没有超过管理类别的间隔仍无接触，或者正处于失联查找之中？
english: 'In correction: is the last positive contact longer ago than the level of supervision allows, or is a search still open?'
direction: supervision
audience: prosecutor
law: [社矫法30, 办法38, 规则643]
duty: [执行地县级社区矫正机构：立即组织查找并通报公安机关、人民检察院, 超过一个月的：提请撤销缓刑、假释或者收监执行]
instrument: 书面纠正意见；超过一个月的，提请撤销、收监的检察建议
needs: [justice.register, justice.contacts]
searched:
  - {dataset: justice.contacts, what: 截至数据所及之日的正常报告、签到、走访}
  - {dataset: justice.leaves, what: 经批准的外出}
  - {dataset: justice.transfers, what: 正在办理的执行地变更}
  - {dataset: police.custody, what: 羁押、拘留、强制隔离戒毒}
  - {dataset: police.population, what: 死亡}
  - {dataset: justice.searches, what: 失联查找记录及查找到的日期}
clears:
  - 间隔内有正常接触，只是没有录入或记在别的编号下
  - 管理类别或报告间隔另有规定（按县设置）
  - 期间经批准外出、被羁押、死亡或正在变更执行地
  - 已查找到，只是查找记录未补填
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, start_date, end_date, county, office_name, supervision_level, out_of_contact, status]
  justice.contacts: [correction_no, contacted_at, method, result, county]
  justice.searches: [search_no, correction_no, lost_date, started_date, police_notified_date, procuratorate_notified_date, found_date, outcome]
---*/
SELECT
    lost.record_id AS finding_key,
    lost.county,
    lost.record_id AS person_record,
    register.case_no,
    lost.correction_type,
    -- lost this very day: an open search may begin on the night itself
    CASE WHEN lost.days_beyond >= 1 THEN add_days(lost.as_of, 1 - lost.days_beyond) ELSE lost.as_of END AS since,
    lost.days_beyond AS days,
    lost.band,
    CASE
        (CASE WHEN register.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌失去联系：'
    || CASE
        WHEN lost.last_contact_date IS NULL THEN '没有正常接触记录'
        ELSE '最后一次正常接触' || iso_text(lost.last_contact_date)
    END
    || CASE
        WHEN search.record_id IS NOT NULL
            THEN '，登记失联日' || iso_text(search.lost_date) || '，查找尚未了结'
        ELSE '，最迟应于' || iso_text(lost.due_date) || '再次接触'
    END
    || '，至' || iso_text(lost.as_of) || '已超' || CAST(lost.days_beyond AS VARCHAR) || '日'
    || CASE WHEN search.record_id IS NULL THEN '，未见未了结的查找记录。' ELSE '。' END AS summary,
    COALESCE(
        iso_text(lost.anchor_date) || '（'
        || CASE lost.anchor_way
            WHEN 'contact' THEN '最后一次正常接触'
            WHEN 'reported' THEN '报到'
            WHEN 'received' THEN '接收'
            WHEN 'start' THEN '矫正开始'
            WHEN 'custody_end' THEN '羁押等结束'
            WHEN 'transfer' THEN '变更执行地接收'
            WHEN 'leave' THEN '批准外出开始'
            ELSE '起算日'
        END
        || '） + ' || CAST(lost.interval_days AS VARCHAR) || '日（'
        || CASE lost.level WHEN 'strict' THEN '严管' WHEN 'lenient' THEN '宽管' ELSE '普管' END
        || CASE WHEN lost.level_assumed THEN '，登记未载，按普管计' ELSE '' END || '） = ' || iso_text(lost.due_date) || '；',
        ''
    )
    || COALESCE('登记失联日 ' || iso_text(search.lost_date) || '；', '')
    || iso_text(add_days(lost.as_of, 0 - lost.days_beyond)) || ' → ' || iso_text(lost.as_of) || ' = '
    || CAST(lost.days_beyond AS VARCHAR) || '日' AS arithmetic,
    lost.record_id AS evidence_1,
    lost.last_contact_record AS evidence_2,
    lost.search_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM out_of_contact AS lost
INNER JOIN justice_register AS register ON register.record_id = lost.record_id
LEFT JOIN justice_searches AS search ON search.record_id = lost.search_record
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(lost.county, '')
WHERE lost.explanation IS NULL AND lost.not_provable IS NULL
ORDER BY finding_key
