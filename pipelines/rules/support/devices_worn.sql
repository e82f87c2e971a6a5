-- Electronic devices worn on the night longer than three months or the approved time, or without a statutory ground:
-- one row per newest approval of somebody in correction. `too_long`, `groundless`: so far as the data reach; where
-- they reach neither the end of the time nor the days in which a ground may be entered, that is `not_provable`.
-- `explanation`: why none is worn, or on what ground. Both are null where neither is so.
WITH limited AS (
    SELECT
        worn.*,
        -- the approved time, at most three months; it never rolls, for it binds a person
        CASE
            WHEN worn.end_date BETWEEN worn.counted_from AND add_months(worn.counted_from, 3) THEN worn.end_date
            ELSE add_months(worn.counted_from, 3)
        END AS last_day
    FROM devices_approved AS worn
),
timed AS (
    SELECT
        limited.*,
        limited.night > add_days(limited.last_day, limited.register_grace_days) AS over_time,
        NOT limited.has_ground AND limited.night > add_days(limited.counted_from, limited.register_grace_days) AS over_ground
    FROM limited
),
judged AS (
    SELECT
        timed.*,
        COALESCE(timed.seen_on > add_days(timed.last_day, timed.register_grace_days), FALSE) AS too_long,
        timed.over_ground
        AND COALESCE(timed.seen_on > add_days(timed.counted_from, timed.register_grace_days), FALSE) AS ground_missing,
        timed.over_ground AND timed.ground_that_day AS ground_elsewhere
    FROM timed
    WHERE timed.over_time OR timed.over_ground
)
SELECT
    judged.record_id,
    judged.register_record,
    judged.county,
    judged.case_no,
    judged.correction_type,
    judged.id_no_18,
    judged.electronic_monitoring,
    judged.start_date,
    judged.end_date,
    judged.counted_from,
    judged.last_day,
    judged.night,
    judged.too_long,
    judged.ground_missing AND NOT judged.ground_elsewhere AS groundless,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM deaths
            WHERE deaths.person_id = judged.person_id AND COALESCE(deaths.died_on <= judged.night, TRUE)
        ) THEN 'died'
        WHEN EXISTS (
            SELECT 1 FROM restraints
            WHERE restraints.person_id = judged.person_id AND judged.night BETWEEN restraints.from_day AND restraints.to_day
        ) THEN 'custody'
        -- the register says outright that no device is worn, and the approved time is over
        WHEN judged.end_date < judged.night AND judged.electronic_monitoring IS NOT NULL AND NOT judged.electronic_monitoring
            THEN 'not_worn'
        WHEN judged.ground_elsewhere AND NOT judged.over_time THEN 'other_approval'
    END AS explanation,
    CASE
        WHEN NOT judged.too_long AND NOT (judged.ground_missing AND NOT judged.ground_elsewhere) THEN 'not_covered'
    END AS not_provable
FROM judged
