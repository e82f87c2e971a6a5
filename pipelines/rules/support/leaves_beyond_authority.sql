-- Leave granted beyond the authority of whoever granted it, alone, split into adjoining parts or added up over two
-- months, one row per record of leave. `explanation`: nobody's leave was needed, or a higher authority gave it;
-- `not_provable`: nobody says who granted it; null where neither is so.
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
        register.id_no_18,
        -- who moves inside the zone has not left (办法26) and needs nobody's leave
        COALESCE(target.zone = home.zone, FALSE) AS inside_zone
    FROM justice_leaves AS leave
    CROSS JOIN parameters
    INNER JOIN justice_register AS register ON register.correction_no = leave.correction_no
    LEFT JOIN counties AS home ON home.county = register.county
    LEFT JOIN counties AS target ON target.county = leave.destination_county
    WHERE leave.approved
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
            PARTITION BY granted.correction_no, granted.inside_zone ORDER BY granted.start_date, granted.end_date, granted.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS out_until
    FROM granted
),
chained AS (
    SELECT
        ordered.*,
        -- the next leave begins on the day the last one ended, or the day after
        SUM(CASE WHEN ordered.out_until IS NULL OR days_between(ordered.out_until, ordered.start_date) > 1 THEN 1 ELSE 0 END) OVER (
            PARTITION BY ordered.correction_no, ordered.inside_zone ORDER BY ordered.start_date, ordered.end_date, ordered.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS chain
    FROM ordered
),
joined AS (
    SELECT
        chained.*,
        days_between(
            MIN(chained.start_date) OVER (PARTITION BY chained.correction_no, chained.inside_zone, chained.chain), chained.end_date
        ) AS joint_days,
        ROW_NUMBER() OVER (
            PARTITION BY chained.correction_no, chained.inside_zone, chained.chain
            ORDER BY chained.start_date, chained.end_date, chained.record_id
        ) AS link,
        LAG(chained.record_id) OVER (
            PARTITION BY chained.correction_no, chained.inside_zone, chained.chain
            ORDER BY chained.start_date, chained.end_date, chained.record_id
        ) AS linked_to,
        SUM(days_between(chained.start_date, chained.end_date)) OVER (PARTITION BY chained.correction_no, chained.inside_zone) AS all_days
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
        AND later.inside_zone = first_leave.inside_zone
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
            PARTITION BY joined.correction_no, joined.inside_zone, joined.start_date, joined.end_date, joined.authority
            ORDER BY joined.record_id
        ) AS copy
    FROM joined
    LEFT JOIN most_away ON most_away.record_id = joined.record_id AND most_away.place = 1
),
judged AS (
    SELECT
        limits.*,
        COALESCE(limits.own_days > limits.limit_days, FALSE) AS alone,
        limits.link > 1 AND limits.own_days <= limits.limit_days AND limits.joint_days > limits.limit_days AS split,
        COALESCE(limits.days_away > 30, FALSE)
        AND limits.own_days <= 30
        AND limits.back_on > COALESCE(limits.out_until, limits.start_date)
        AND limits.decided_on >= DATE '2020-07-01' AS added_up
    FROM limits
    WHERE limits.copy = 1 AND COALESCE(limits.authority, 0) < 3
)
SELECT
    judged.record_id,
    judged.register_record,
    judged.county,
    judged.case_no,
    judged.correction_type,
    judged.id_no_18,
    judged.authority,
    judged.decided_on,
    judged.start_date,
    judged.end_date,
    judged.own_days,
    judged.joint_days,
    judged.days_away,
    judged.limit_days,
    judged.linked_to,
    judged.first_day,
    judged.first_record,
    judged.alone,
    judged.split,
    judged.added_up,
    CASE
        WHEN judged.inside_zone THEN 'inside_zone'
        -- the same days granted by a higher authority: the lower record is a stage of that decision
        WHEN EXISTS (
            SELECT 1 FROM granted AS higher
            WHERE higher.correction_no = judged.correction_no
                AND higher.authority > COALESCE(judged.authority, 1)
                AND NOT higher.inside_zone
                AND higher.start_date <= judged.start_date
                AND higher.end_date >= judged.end_date
        ) THEN 'higher_authority'
    END AS explanation,
    CASE WHEN judged.authority IS NULL THEN 'authority_unknown' END AS not_provable
FROM judged
WHERE judged.alone
    OR judged.split
    OR (judged.authority IS NOT NULL AND judged.added_up)
    -- nobody says who granted it: beyond what the lowest may grant
    OR (judged.authority IS NULL AND judged.own_days > 7)
