-- The newest approval of an electronic device of everybody in correction; where that one was removed, none is worn. A table of its
-- own: planned in one piece with what is asked of it further (devices_worn), the engine failed on some data.
WITH approvals AS (
    SELECT
        device.record_id,
        device.correction_no,
        device.start_date,
        device.end_date,
        CASE WHEN device.removed_date <= parameters.night THEN device.removed_date END AS removed_on,
        NOT COALESCE(device.ground IN ('', '无', '/', '-', '—', '——', '暂无', '未填'), TRUE) AS has_ground,
        ROW_NUMBER() OVER (
            PARTITION BY device.correction_no ORDER BY device.start_date DESC, device.end_date DESC, device.record_id
        ) AS place
    FROM justice_devices AS device
    CROSS JOIN parameters
    WHERE device.start_date <= parameters.night
),
-- approvals of one day of which any states a ground: one of them may be the other, entered twice
grounded AS (
    SELECT
        approvals.*,
        MAX(CASE WHEN approvals.has_ground THEN 1 ELSE 0 END) OVER (
            PARTITION BY approvals.correction_no, approvals.start_date
        ) = 1 AS ground_that_day
    FROM approvals
)
SELECT
    approvals.record_id,
    approvals.correction_no,
    approvals.start_date,
    approvals.end_date,
    approvals.has_ground,
    approvals.ground_that_day,
    register.record_id AS register_record,
    register.county,
    register.case_no,
    register.correction_type,
    register.id_no_18,
    register.electronic_monitoring,
    person.person_id,
    parameters.night,
    parameters.register_grace_days,
    seen.seen_on,
    -- before the law came into force nobody was bound to a ground or three months
    GREATEST(approvals.start_date, DATE '2020-07-01') AS counted_from
FROM grounded AS approvals
CROSS JOIN parameters
INNER JOIN justice_register AS register ON register.correction_no = approvals.correction_no
INNER JOIN persons AS person ON person.record_id = register.record_id
LEFT JOIN seen_with_register AS seen
    ON seen.dataset = 'justice.devices' AND seen.county = COALESCE(register.county, '')
WHERE approvals.place = 1
    AND approvals.removed_on IS NULL
    AND register.status = 'in_correction'
    AND NOT COALESCE(register.ended_date <= parameters.night, FALSE)
