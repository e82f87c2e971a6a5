/*---
id: E03
version: 1
label: 死亡未终止
title: 死亡三十日以后仍登记为在矫，或者死亡以后还有监管接触记录
question: 已经死亡的人，社区矫正有没有终止，死亡以后有没有还在登记报告、签到、走访？
english: 'The person has died: was correction ended, and are contacts still being recorded after the death?'
direction: supervision
audience: prosecutor
law: [社矫法45, 社矫法51]
duty: [执行地县级社区矫正机构：终止矫正，通知决定机关、人民检察院、公安机关]
instrument: 核查
needs: [justice.register, police.population]
searched:
  - {dataset: justice.register, what: 已终止矫正（含死亡后三十日内）}
  - {dataset: police.population, what: 与登记证件号相同的人口记录状态正常（死亡的是另一号码）}
clears:
  - 已终止矫正，只是登记状态没有更新
  - 死亡的不是本人（证件号、姓名登记有误）
  - 死亡日期登记有误；死亡以后的接触实为对家属的走访、通话
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, start_date, end_date, county, office_name, status, ended_date]
  police.population: [person_name, id_no, status, status_date]
  justice.contacts: [correction_no, contacted_at, method, result, county]
---*/
SELECT
    found.record_id AS finding_key,
    found.county,
    found.record_id AS person_record,
    found.case_no,
    found.correction_type,
    CASE
        WHEN found.too_late THEN LEAST(add_days(found.due_day, 1), found.first_on)
        ELSE found.first_on
    END AS since,
    CASE WHEN found.too_late THEN days_between(found.due_day, found.night) END AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        -- contacts after a death by another number rather say that it was another person's
        (CASE WHEN found.exact THEN 0 WHEN found.first_on IS NOT NULL THEN 2 ELSE 1 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '疑似死亡未终止矫正：人口信息载' || iso_text(found.died_on) || '死亡，'
    || CASE
        WHEN found.too_late THEN iso_text(found.seen_on) || '的登记仍为在矫，已超三十日'
        ELSE '登记仍为在矫'
    END
    || CASE
        WHEN found.first_on IS NULL THEN ''
        ELSE '；死亡以后还有' || CAST(found.contacts AS VARCHAR) || '次正常接触记录（' || iso_text(found.first_on) || '至'
            || iso_text(found.last_on) || '），疑似虚假记录'
    END
    || '。' AS summary,
    COALESCE(found.arithmetic || '；', '')
    || CASE
        WHEN found.too_late
            THEN iso_text(found.due_day) || ' → ' || iso_text(found.night) || ' = '
                || CAST(days_between(found.due_day, found.night) AS VARCHAR) || '日'
        ELSE '三十日未满'
    END
    || COALESCE('；死亡次日起的正常接触' || CAST(found.contacts AS VARCHAR) || '次', '') AS arithmetic,
    found.record_id AS evidence_1,
    found.population_record AS evidence_2,
    found.first_record AS evidence_3,
    CASE WHEN found.contacts > 1 THEN found.last_record END AS evidence_4
FROM dead_in_correction AS found
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(found.county, '')
WHERE found.explanation IS NULL AND found.not_provable IS NULL
ORDER BY finding_key
