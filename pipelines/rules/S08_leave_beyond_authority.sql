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
WITH granted AS (
    SELECT
        leave.record_id,
        leave.correction_no,
        leave.start_date,
        leave.end_date,
        -- who came back early was away for less
        CASE
            WHEN leave.returned_date <= parameters.night
                AND leave.returned_date BETWEEN leave.start_date AND leave.end_date
                THEN leave.returned_date
            ELSE leave.end_date
        END AS back_on,
        CASE leave.approval_level
            WHEN 'justice_office' THEN 1
            WHEN 'county' THEN 2
            WHEN 'prefecture' THEN 3
            WHEN 'province' THEN 3
        END AS authority,
        COALESCE(leave.approved_date, leave.start_date) AS decided_on,
        register.record_id AS register_record,
        register.county,
        register.case_no,
        register.correction_type,
        register.id_no_18
    FROM justice_leaves AS leave
    CROSS JOIN parameters
    INNER JOIN justice_register AS register ON register.correction_no = leave.correction_no
    LEFT JOIN counties AS home ON home.county = register.county
    LEFT JOIN counties AS target ON target.county = leave.destination_county
    WHERE leave.approved
        -- who moves inside the zone has not left (办法26) and needs nobody's leave
        AND COALESCE(target.zone <> home.zone, TRUE)
        AND leave.start_date <= leave.end_date
        AND COALESCE(leave.approved_date, leave.start_date) <= parameters.night
        AND register.status = 'in_correction'
        AND NOT COALESCE(register.ended_date <= parameters.night, FALSE)
),
-- days are counted without the first (刑诉法105); days that another leave has counted already are not counted again
ordered AS (
    SELECT
        granted.*,
        days_between(granted.start_date, granted.end_date) AS own_days,
        MAX(granted.back_on) OVER (
            PARTITION BY granted.correction_no ORDER BY granted.start_date, granted.end_date, granted.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS out_until
    FROM granted
),
chained AS (
    SELECT
        ordered.*,
        -- the next leave begins on the day the last one ended, or the day after
        SUM(CASE WHEN ordered.out_until IS NULL OR days_between(ordered.out_until, ordered.start_date) > 1 THEN 1 ELSE 0 END) OVER (
            PARTITION BY ordered.correction_no ORDER BY ordered.start_date, ordered.end_date, ordered.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS chain
    FROM ordered
),
joined AS (
    SELECT
        chained.*,
        days_between(
            MIN(chained.start_date) OVER (PARTITION BY chained.correction_no, chained.chain), chained.end_date
        ) AS joint_days,
        ROW_NUMBER() OVER (
            PARTITION BY chained.correction_no, chained.chain ORDER BY chained.start_date, chained.end_date, chained.record_id
        ) AS link,
        LAG(chained.record_id) OVER (
            PARTITION BY chained.correction_no, chained.chain ORDER BY chained.start_date, chained.end_date, chained.record_id
        ) AS linked_to,
        SUM(days_between(chained.start_date, chained.end_date)) OVER (PARTITION BY chained.correction_no) AS all_days
    FROM chained
),
-- two months from the beginning of each leave: no other two months can hold more days away
within_two_months AS (
    SELECT
        later.record_id,
        first_leave.record_id AS first_record,
        first_leave.start_date AS first_day,
        SUM(
            GREATEST(
                0,
                days_between(
                    GREATEST(later.start_date, COALESCE(later.out_until, later.start_date)),
                    LEAST(later.back_on, add_months(first_leave.start_date, 2))
                )
            )
        ) OVER (
            PARTITION BY first_leave.record_id ORDER BY later.start_date, later.end_date, later.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS days_away
    FROM joined AS first_leave
    INNER JOIN joined AS later
        ON later.correction_no = first_leave.correction_no
        AND later.start_date >= first_leave.start_date
        AND later.start_date < add_months(first_leave.start_date, 2)
    WHERE first_leave.all_days > 30
),
most_away AS (
    SELECT
        within_two_months.*,
        ROW_NUMBER() OVER (
            PARTITION BY within_two_months.record_id
            ORDER BY within_two_months.days_away DESC, within_two_months.first_day, within_two_months.first_record
        ) AS place
    FROM within_two_months
    WHERE within_two_months.record_id <> within_two_months.first_record
),
limits AS (
    SELECT
        joined.*,
        most_away.days_away,
        most_away.first_day,
        most_away.first_record,
        -- thirty days, alone or in two months, bind since the law came into force; seven bound before
        CASE
            WHEN joined.authority = 1 THEN 7
            WHEN joined.authority = 2 AND joined.decided_on >= DATE '2020-07-01' THEN 30
        END AS limit_days,
        ROW_NUMBER() OVER (
            PARTITION BY joined.correction_no, joined.start_date, joined.end_date, joined.authority ORDER BY joined.record_id
        ) AS copy
    FROM joined
    LEFT JOIN most_away ON most_away.record_id = joined.record_id AND most_away.place = 1
),
judged AS (
    SELECT
        limits.*,
        limits.own_days > limits.limit_days AS alone,
        limits.link > 1 AND limits.own_days <= limits.limit_days AND limits.joint_days > limits.limit_days AS split,
        COALESCE(limits.days_away > 30, FALSE)
        AND limits.own_days <= 30
        AND limits.back_on > COALESCE(limits.out_until, limits.start_date)
        AND limits.decided_on >= DATE '2020-07-01' AS added_up
    FROM limits
    WHERE limits.authority IN (1, 2)
        AND limits.copy = 1
        -- the same days granted by a higher authority: the lower record is a stage of that decision
        AND NOT EXISTS (
            SELECT 1 FROM granted AS higher
            WHERE higher.correction_no = limits.correction_no
                AND higher.authority > limits.authority
                AND higher.start_date <= limits.start_date
                AND higher.end_date >= limits.end_date
        )
)
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
FROM judged
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(judged.county, '')
WHERE judged.alone OR judged.split OR judged.added_up
ORDER BY finding_key
