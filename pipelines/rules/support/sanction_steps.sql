-- The ladder: every 训诫 and 警告 of a course in the order they were decided, and where each leaves the person.
-- State: the `nth` of its rung, and `warnings` given so far. Transitions (the day of the conduct picks the law):
--   second 训诫 since the last 警告 (办法35, conduct from 2020-07-01)   → `leads_to` warning
--   second 警告 (办法46, 47, 49, conduct from 2020-07-01)               → `leads_to` petition
--   third 警告 (2012办法25, 26, conduct before 2020-07-01)              → `leads_to` petition
-- Two of one kind decided on one day, or for conduct of one day, count as one. A 警告 begins a new count of 训诫.
WITH sanctions AS (
    SELECT
        corrections.course,
        reactions.record_id,
        reactions.register_record,
        reactions.kind,
        reactions.decided_on,
        reactions.behaviour_on,
        COALESCE(reactions.behaviour_on, reactions.decided_on) AS conduct_on,
        ROW_NUMBER() OVER (
            PARTITION BY corrections.course, reactions.kind, reactions.decided_on
            ORDER BY reactions.behaviour_on, reactions.record_id
        ) AS of_the_day
    FROM reactions
    INNER JOIN corrections ON corrections.record_id = reactions.register_record
    WHERE reactions.kind IN ('admonition', 'warning')
),
of_different_days AS (
    SELECT
        sanctions.*,
        ROW_NUMBER() OVER (
            PARTITION BY sanctions.course, sanctions.kind, COALESCE(iso_text(sanctions.behaviour_on), sanctions.record_id)
            ORDER BY sanctions.decided_on, sanctions.record_id
        ) AS of_the_conduct
    FROM sanctions
    WHERE sanctions.of_the_day = 1
),
counted AS (
    SELECT
        of_different_days.*,
        of_different_days.conduct_on >= DATE '2020-07-01' AS present_law,
        CAST(
            SUM(CASE WHEN of_different_days.kind = 'warning' THEN 1 ELSE 0 END) OVER (
                PARTITION BY of_different_days.course
                -- of one day the 训诫 comes before the 警告
                ORDER BY of_different_days.decided_on, of_different_days.kind, of_different_days.record_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS BIGINT
        ) AS warnings
    FROM of_different_days
    WHERE of_different_days.of_the_conduct = 1
),
-- what is counted together: all 警告 of the course; the 训诫 under the present law since the same 警告
runged AS (
    SELECT
        counted.*,
        CASE
            WHEN counted.kind = 'warning' THEN 'warnings'
            WHEN counted.present_law THEN 'admonitions after warning ' || CAST(counted.warnings AS VARCHAR)
            ELSE 'admonitions before 2020-07-01'
        END AS rung
    FROM counted
),
standing AS (
    SELECT
        runged.*,
        ROW_NUMBER() OVER (PARTITION BY runged.course, runged.rung ORDER BY runged.decided_on, runged.record_id) AS nth,
        LAG(runged.decided_on) OVER (
            PARTITION BY runged.course, runged.rung ORDER BY runged.decided_on, runged.record_id
        ) AS before_on,
        LAG(runged.record_id) OVER (
            PARTITION BY runged.course, runged.rung ORDER BY runged.decided_on, runged.record_id
        ) AS before_record,
        MIN(runged.decided_on) OVER (PARTITION BY runged.course, runged.rung) AS first_on,
        MIN(runged.conduct_on) OVER (PARTITION BY runged.course, runged.rung) AS first_conduct_on
    FROM runged
),
judged AS (
    SELECT
        standing.*,
        CASE
            WHEN standing.kind = 'admonition' AND standing.present_law AND standing.nth >= 2 THEN 'warning'
            WHEN standing.kind = 'warning' AND standing.present_law AND standing.nth >= 2 THEN 'petition'
            WHEN standing.kind = 'warning' AND standing.nth >= 3 THEN 'petition'
        END AS leads_to
    FROM standing
)
SELECT
    judged.course,
    judged.record_id,
    judged.register_record,
    judged.kind,
    judged.decided_on,
    judged.conduct_on,
    judged.present_law,
    judged.rung,
    judged.nth,
    judged.warnings,
    judged.before_on,
    judged.before_record,
    judged.first_on,
    judged.first_conduct_on,
    judged.leads_to,
    COALESCE('前次' || iso_text(judged.before_on) || '，', '')
    || iso_text(judged.decided_on)
    || CASE WHEN judged.conduct_on < judged.decided_on THEN '（行为' || iso_text(judged.conduct_on) || '）' ELSE '' END
    || CASE
        WHEN judged.kind = 'admonition' AND (judged.warnings = 0 OR NOT judged.present_law)
            THEN '第' || CAST(judged.nth AS VARCHAR) || '次训诫'
        WHEN judged.kind = 'admonition' THEN '最近一次警告后第' || CAST(judged.nth AS VARCHAR) || '次训诫'
        ELSE '第' || CAST(judged.nth AS VARCHAR) || '次警告'
    END
    || '：'
    || CASE
        WHEN judged.kind = 'admonition' AND NOT judged.present_law THEN '行为在2020-07-01前，当时的规定没有两次训诫应予警告'
        WHEN judged.leads_to = 'warning' THEN '已满两次训诫，仍不改正的应予警告'
        WHEN judged.kind = 'admonition' THEN '未满两次训诫'
        WHEN judged.leads_to = 'petition' AND judged.present_law THEN '已满两次警告，仍不改正的应提请撤销、收监'
        WHEN judged.leads_to = 'petition' THEN '行为在2020-07-01前，依当时的规定已满三次警告，仍不改正的应提请撤销、收监'
        WHEN judged.present_law THEN '未满两次警告'
        ELSE '行为在2020-07-01前，依当时的规定须三次警告，未满'
    END AS explanation
FROM judged
