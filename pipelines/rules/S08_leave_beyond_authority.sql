/*---
id: S08
version: 1
label: 越权、拆分审批请假
title: 请假外出超出审批机关的权限，或者相邻、累计的外出拆分审批
question: 批准外出的机关，有没有批准超过其权限的日数，或者把一次外出拆成几次批准？
english: 'Was leave granted beyond the authority of whoever granted it, at once, in adjoining parts, or within two months taken together?'
direction: supervision
audience: prosecutor
law: [办法27, 规则643]
duty: [受委托的司法所：超过七日的报县级批准, 执行地县级社区矫正机构：超过三十日的报上一级批准]
instrument: 纠正违法通知书
needs: [justice.register, justice.leaves]
searched:
  - {dataset: justice.leaves, what: 同一外出另有上级批准的记录、提前销假（按实际日数累计）、重复登记、目的地在本市县以内}
clears:
  - 已报有权的上级机关批准，只是登记的审批级别有误
  - 外出日期登记有误，或者实际没有外出
  - 两次外出事由、目的地各不相同，中间已经返回并销假
shows:
  justice.leaves: [leave_no, correction_no, reason, destination_county, start_date, end_date, approval_level, approved, approved_date, returned_date]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, county, office_name, status]
---*/
SELECT
    judged.record_id AS finding_key,
    judged.county,
    judged.register_record AS person_record,
    judged.case_no,
    judged.correction_type,
    judged.decided_on AS since,
    GREATEST(
        CASE WHEN judged.alone THEN judged.own_days - judged.limit_days ELSE 0 END,
        CASE WHEN judged.split THEN judged.joint_days - judged.limit_days ELSE 0 END,
        CASE WHEN judged.added_up THEN CAST(judged.days_away AS BIGINT) - 30 ELSE 0 END
    ) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN judged.id_no_18 IS NULL THEN 1 ELSE 0 END)
        -- that adjoining leaves were meant as one is an inference
        + (CASE WHEN judged.split AND NOT judged.alone AND NOT judged.added_up THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌越权审批请假：外出' || iso_text(judged.start_date) || '至' || iso_text(judged.end_date) || '，由'
    || CASE judged.authority WHEN 1 THEN '司法所' ELSE '县级' END || '批准'
    || CASE
        WHEN judged.alone
            THEN '；本次' || CAST(judged.own_days AS VARCHAR) || '日，超过' || CAST(judged.limit_days AS VARCHAR) || '日'
        ELSE ''
    END
    || CASE
        WHEN judged.split
            THEN '；与相邻的外出合计' || CAST(judged.joint_days AS VARCHAR) || '日，超过' || CAST(judged.limit_days AS VARCHAR)
                || '日，疑似拆分审批'
        ELSE ''
    END
    || CASE
        WHEN judged.added_up
            THEN '；自' || iso_text(judged.first_day) || '起两个月内累计' || CAST(judged.days_away AS VARCHAR)
                || '日，超过30日未见市级批准'
        ELSE ''
    END
    || '。' AS summary,
    iso_text(judged.start_date) || ' → ' || iso_text(judged.end_date) || ' = ' || CAST(judged.own_days AS VARCHAR) || '日（首日不计）'
    || CASE WHEN judged.split THEN '；相邻合计' || CAST(judged.joint_days AS VARCHAR) || '日' ELSE '' END
    || CASE
        WHEN judged.added_up
            THEN '；' || iso_text(judged.first_day) || ' 至 ' || iso_text(add_months(judged.first_day, 2)) || '累计'
                || CAST(judged.days_away AS VARCHAR) || '日'
        ELSE ''
    END AS arithmetic,
    judged.record_id AS evidence_1,
    judged.register_record AS evidence_2,
    CASE WHEN judged.split THEN judged.linked_to END AS evidence_3,
    CASE WHEN judged.added_up THEN judged.first_record END AS evidence_4
FROM leaves_beyond_authority AS judged
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(judged.county, '')
WHERE judged.explanation IS NULL AND judged.not_provable IS NULL
ORDER BY finding_key
