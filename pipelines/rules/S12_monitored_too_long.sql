/*---
id: S12
version: 1
label: 电子定位超期、无据
title: 电子定位超过三个月或者批准期限未续批，未载明法定情形，或者解除矫正后仍未拆除
question: 使用电子定位的，有没有法定情形，有没有超过三个月或者批准的期限，矫正解除后有没有拆除？
english: 'Under electronic monitoring: is there a statutory ground, is it within three months or renewed, and was it ended with correction?'
direction: supervision
audience: prosecutor
law: [社矫法29, 社矫法34]
duty: [执行地县级社区矫正机构：及时解除，或者经批准延长；没有法定情形的立即解除]
instrument: 纠正违法通知书
needs: [justice.register, justice.devices]
searched:
  - {dataset: justice.devices, what: 续批、另一份载明情形的批准，以及解除、拆除日期（含数据滞后的宽限日）}
  - {dataset: justice.register, what: 登记表载明未采用电子定位；解除后同一人仍有另一期社区矫正}
  - {dataset: police.custody, what: 当晚在押（装置不起作用）；解除后另案被采取强制措施}
  - {dataset: police.population, what: 死亡}
clears:
  - 已拆除或者已续批，只是没有登记
  - 批准书载明法定情形，只是没有录入
  - 装置为手机报到等一般管理措施，不属于电子定位
shows:
  justice.devices: [approval_no, correction_no, ground, start_date, end_date, removed_date]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, start_date, end_date, county, office_name, electronic_monitoring, status, ended_date, end_reason]
---*/
WITH during AS (
    SELECT
        judged.record_id,
        judged.register_record,
        judged.county,
        judged.case_no,
        judged.correction_type,
        judged.id_no_18,
        CASE WHEN judged.groundless THEN judged.counted_from ELSE add_days(judged.last_day, 1) END AS since,
        CASE WHEN judged.too_long THEN days_between(judged.last_day, judged.night) END AS days,
        -- the approved time is over and the register does not say that a device is worn: the removal may only lack its date
        judged.too_long
        AND judged.end_date < judged.night
        AND NOT COALESCE(judged.electronic_monitoring, FALSE) AS doubtful,
        '自' || iso_text(judged.start_date) || '使用电子定位，'
        || CASE
            WHEN judged.too_long
                THEN CASE WHEN judged.last_day = judged.end_date THEN '批准期限于' ELSE '三个月于' END || iso_text(judged.last_day)
                    || '届满，至' || iso_text(judged.night) || '已超'
                    || CAST(days_between(judged.last_day, judged.night) AS VARCHAR) || '日，未见续批和拆除'
            ELSE ''
        END
        || CASE WHEN judged.too_long AND judged.groundless THEN '；' ELSE '' END
        || CASE WHEN judged.groundless THEN '批准记录未载明法定情形' ELSE '' END AS told,
        CASE
            WHEN judged.too_long
                THEN iso_text(judged.counted_from) || ' + 3个月 = ' || iso_text(add_months(judged.counted_from, 3))
                    || '，批准至' || iso_text(judged.end_date) || '；' || iso_text(judged.last_day) || ' → '
                    || iso_text(judged.night) || ' = ' || CAST(days_between(judged.last_day, judged.night) AS VARCHAR) || '日'
            ELSE '使用情形为空'
        END AS arithmetic
    FROM devices_worn AS judged
    WHERE judged.explanation IS NULL AND judged.not_provable IS NULL
),
found AS (
    SELECT during.* FROM during
    UNION ALL
    SELECT
        restriction.record_id,
        restriction.register_record,
        restriction.county,
        restriction.case_no,
        restriction.correction_type,
        restriction.id_no_18,
        add_days(restriction.ended_on, 1) AS since,
        days_between(restriction.ended_on, parameters.night) AS days,
        restriction.doubtful,
        '社区矫正已于' || iso_text(restriction.ended_on) || '解除，至' || iso_text(parameters.night) || '已'
        || CAST(days_between(restriction.ended_on, parameters.night) AS VARCHAR) || '日，未见拆除' AS told,
        iso_text(restriction.ended_on) || '解除 → ' || iso_text(parameters.night) || ' = '
        || CAST(days_between(restriction.ended_on, parameters.night) AS VARCHAR) || '日' AS arithmetic
    FROM restrictions_after_end AS restriction
    CROSS JOIN parameters
    WHERE restriction.kind = 'device' AND restriction.explanation IS NULL AND restriction.not_provable IS NULL
)
SELECT
    found.record_id AS finding_key,
    found.county,
    found.register_record AS person_record,
    found.case_no,
    found.correction_type,
    found.since,
    found.days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN found.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN found.doubtful THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌违规使用电子定位：' || found.told || '。' AS summary,
    found.arithmetic,
    found.record_id AS evidence_1,
    found.register_record AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM found
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(found.county, '')
ORDER BY finding_key
