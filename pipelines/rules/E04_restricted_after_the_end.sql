/*---
id: E04
version: 1
label: 解除后仍限制
title: 社区矫正已经解除，电子定位或者不准出境报备仍未解除
question: 社区矫正已经解除的人，是不是还戴着电子定位装置，或者还报备着不准出境？
english: 'Correction is over: does the person still wear an electronic device, or still stand on the list of those who may not leave the country?'
direction: wrong_against_person
audience: prosecutor
law: [社矫法34, 社矫法44]
duty: [执行地县级社区矫正机构：立即拆除电子定位装置，撤销不准出境报备]
instrument: 立即纠正（口头或者书面纠正意见）
needs: [justice.register, justice.devices, justice.exit_control]
searched:
  - {dataset: justice.devices, what: 解除、拆除日期（含数据滞后的宽限日）}
  - {dataset: justice.exit_control, what: 撤销报备日期、报备期限届满}
  - {dataset: justice.register, what: 同一人仍有另一期社区矫正；因撤销、收监、又判新罪、转出、死亡而结束的不在此列}
  - {dataset: police.custody, what: 正在羁押、取保候审或者监视居住}
  - {dataset: court.revocations, what: 撤销缓刑、假释或者收监执行，审理中或已准予}
  - {dataset: court.sentences, what: 另有更晚的生效裁判尚待执行}
clears:
  - 装置已拆除、报备已撤销，只是没有登记日期
  - 登记的解除有误，本人仍在矫正、服刑或者另案被采取强制措施
  - 不准出境另有依据，由其他机关决定
shows:
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, start_date, end_date, county, office_name, electronic_monitoring, status, ended_date, end_reason]
  justice.devices: [approval_no, correction_no, ground, start_date, end_date, removed_date]
  justice.exit_control: [report_no, correction_no, reported_date, start_date, end_date, withdrawn_date]
---*/
WITH freed AS (
    SELECT
        restriction.register_record,
        restriction.county,
        restriction.case_no,
        restriction.correction_type,
        restriction.id_no_18,
        restriction.ended_on,
        COUNT(CASE WHEN restriction.kind = 'device' THEN 1 END) AS devices,
        COUNT(CASE WHEN restriction.kind = 'exit_report' THEN 1 END) AS reports,
        MIN(CASE WHEN restriction.kind = 'device' THEN restriction.record_id END) AS device_record,
        MIN(CASE WHEN restriction.kind = 'exit_report' THEN restriction.record_id END) AS report_record,
        COUNT(CASE WHEN restriction.doubtful THEN 1 END) = COUNT(restriction.record_id) AS doubtful
    FROM restrictions_after_end AS restriction
    WHERE restriction.explanation IS NULL AND restriction.not_provable IS NULL
    GROUP BY
        restriction.register_record,
        restriction.county,
        restriction.case_no,
        restriction.correction_type,
        restriction.id_no_18,
        restriction.ended_on
)
SELECT
    freed.register_record AS finding_key,
    freed.county,
    freed.register_record AS person_record,
    freed.case_no,
    freed.correction_type,
    add_days(freed.ended_on, 1) AS since,
    days_between(freed.ended_on, parameters.night) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN freed.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN freed.doubtful THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌解除后仍限制：社区矫正已于' || iso_text(freed.ended_on) || '解除，至' || iso_text(parameters.night) || '已'
    || CAST(days_between(freed.ended_on, parameters.night) AS VARCHAR) || '日，'
    || CASE WHEN freed.devices > 0 THEN '电子定位装置未见拆除' ELSE '' END
    || CASE WHEN freed.devices > 0 AND freed.reports > 0 THEN '，' ELSE '' END
    || CASE WHEN freed.reports > 0 THEN '不准出境报备未见撤销' ELSE '' END
    || '。' AS summary,
    iso_text(freed.ended_on) || '解除 → ' || iso_text(parameters.night) || ' = '
    || CAST(days_between(freed.ended_on, parameters.night) AS VARCHAR) || '日；未解除的电子定位'
    || CAST(freed.devices AS VARCHAR) || '件、出境报备' || CAST(freed.reports AS VARCHAR) || '件' AS arithmetic,
    freed.register_record AS evidence_1,
    freed.device_record AS evidence_2,
    freed.report_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM freed
CROSS JOIN parameters
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(freed.county, '')
ORDER BY finding_key
