-- App check-ins like clockwork: on at least twenty of thirty days in the same minute of the day and within 50 metres, one
-- row per register row, the newest such thirty days. Two points in one cell of 317 millionths of a degree (35 m) lie
-- within 50 m; four grids, shifted by half a cell, so that the edge of a cell divides no place in all of them.
WITH check_ins AS (
    SELECT
        supervised.record_id AS register_record,
        contact.record_id,
        day_of(contact.contacted_at) AS day,
        SUBSTRING(CAST(contact.contacted_at AS VARCHAR), 12, 5) AS minute_of_day,
        CAST(contact.longitude * 1000000 AS BIGINT) AS longitude,
        CAST(contact.latitude * 1000000 AS BIGINT) AS latitude
    FROM justice_contacts AS contact
    INNER JOIN supervised
        ON supervised.correction_no = contact.correction_no
        AND day_of(contact.contacted_at) BETWEEN supervised.from_day AND supervised.to_day
    WHERE contact.method = 'app_check_in' AND contact.longitude > 0 AND contact.latitude > 0
),
-- twenty at one minute first, wherever they were: nearly nobody has them
frequent AS (
    SELECT check_ins.register_record, check_ins.minute_of_day
    FROM check_ins
    GROUP BY check_ins.register_record, check_ins.minute_of_day
    HAVING COUNT(*) >= 20
),
grids AS (
    SELECT 0 AS east, 0 AS north
    UNION ALL
    SELECT 158 AS east, 0 AS north
    UNION ALL
    SELECT 0 AS east, 158 AS north
    UNION ALL
    SELECT 158 AS east, 158 AS north
),
in_cells AS (
    SELECT
        check_ins.register_record,
        check_ins.minute_of_day,
        grids.east,
        grids.north,
        check_ins.longitude + grids.east - MOD(check_ins.longitude + grids.east, 317) AS cell_east,
        check_ins.latitude + grids.north - MOD(check_ins.latitude + grids.north, 317) AS cell_north,
        check_ins.day,
        MIN(check_ins.record_id) AS record_id
    FROM check_ins
    INNER JOIN frequent
        ON frequent.register_record = check_ins.register_record AND frequent.minute_of_day = check_ins.minute_of_day
    CROSS JOIN grids
    GROUP BY
        check_ins.register_record,
        check_ins.minute_of_day,
        grids.east,
        grids.north,
        check_ins.longitude + grids.east - MOD(check_ins.longitude + grids.east, 317),
        check_ins.latitude + grids.north - MOD(check_ins.latitude + grids.north, 317),
        check_ins.day
),
nineteen_before AS (
    SELECT
        in_cells.*,
        LAG(in_cells.day, 19) OVER (
            PARTITION BY
                in_cells.register_record, in_cells.minute_of_day, in_cells.east, in_cells.north, in_cells.cell_east, in_cells.cell_north
            ORDER BY in_cells.day
        ) AS first_day,
        LAG(in_cells.record_id, 19) OVER (
            PARTITION BY
                in_cells.register_record, in_cells.minute_of_day, in_cells.east, in_cells.north, in_cells.cell_east, in_cells.cell_north
            ORDER BY in_cells.day
        ) AS first_record
    FROM in_cells
),
newest AS (
    SELECT
        nineteen_before.*,
        MIN(nineteen_before.first_day) OVER (PARTITION BY nineteen_before.register_record) AS since,
        ROW_NUMBER() OVER (
            PARTITION BY nineteen_before.register_record
            ORDER BY
                nineteen_before.day DESC,
                nineteen_before.first_day DESC,
                nineteen_before.minute_of_day,
                nineteen_before.record_id,
                nineteen_before.first_record,
                nineteen_before.east,
                nineteen_before.north
        ) AS place
    FROM nineteen_before
    WHERE days_between(nineteen_before.first_day, nineteen_before.day) < 30
)
SELECT
    newest.register_record,
    newest.minute_of_day,
    newest.since,
    newest.first_day,
    newest.day AS last_day,
    newest.first_record,
    newest.record_id AS last_record
FROM newest
WHERE newest.place = 1
