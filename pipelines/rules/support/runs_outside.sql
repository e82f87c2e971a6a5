-- Three position fixes or more in a row outside the zone over at least thirty minutes, one row per run.
-- `explanation`: what allowed it; `not_provable`: it cannot be read what was allowed, or the data do not reach far
-- enough to show an approval; null where neither is so. Runs no more than three days apart are one outing: `episode`
-- numbers those of which neither is so among themselves, `run_of_outing` the runs of all that belong together: findings
-- first, then what is not provable. `reason` is the order of the two, as in allowed_places; 13 not covered.
WITH
-- a fix without a county says nothing, and stands between others as one that may have been inside
placed AS (
    SELECT
        fix.record_id,
        fix.fixed_at,
        supervised.record_id AS register_record,
        supervised.person_id,
        place.county,
        place.zone,
        COALESCE(
            place.zone <> supervised.zone
            AND NOT place.retired
            AND day_of(fix.fixed_at) BETWEEN supervised.from_day AND supervised.entered_to,
            FALSE
        ) AS outside,
        COALESCE(day_of(fix.fixed_at) <= supervised.proven_to, FALSE) AS proven
    FROM justice_positions AS fix
    INNER JOIN supervised ON supervised.correction_no = fix.correction_no
    INNER JOIN fixes_outside ON fixes_outside.register_record = supervised.record_id
    LEFT JOIN counties AS place ON place.county = fix.county
),
-- the way to where a leave leads goes through other counties, so on its days no place is held against the person
allowed_fixes AS (
    SELECT placed.record_id, placed.register_record, MIN(allowed.reason) AS reason
    FROM placed
    INNER JOIN allowed_places AS allowed
        ON allowed.person_id = placed.person_id
        AND day_of(placed.fixed_at) BETWEEN allowed.from_day AND allowed.to_day
    WHERE placed.outside AND (allowed.way = 'leave' OR COALESCE(allowed.zone = placed.zone, TRUE))
    GROUP BY placed.record_id, placed.register_record
),
ordered AS (
    SELECT
        placed.*,
        allowed_fixes.reason,
        LAG(placed.fixed_at) OVER (
            PARTITION BY placed.register_record ORDER BY placed.fixed_at, placed.record_id
        ) AS fixed_before,
        LAG(placed.proven) OVER (
            PARTITION BY placed.register_record ORDER BY placed.fixed_at, placed.record_id
        ) AS proven_before
    FROM placed
    LEFT JOIN allowed_fixes
        ON allowed_fixes.record_id = placed.record_id AND allowed_fixes.register_record = placed.register_record
),
-- a fix inside ends a run, and so does a day without any, and the last day for which an approval would be seen
numbered AS (
    SELECT
        ordered.*,
        SUM(
            CASE
                WHEN NOT ordered.outside THEN 1
                WHEN secs_between(ordered.fixed_before, ordered.fixed_at) > 86400 THEN 1
                WHEN ordered.proven <> ordered.proven_before THEN 1
                ELSE 0
            END
        ) OVER (
            PARTITION BY ordered.register_record ORDER BY ordered.fixed_at, ordered.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS run,
        ROW_NUMBER() OVER (
            PARTITION BY ordered.register_record ORDER BY ordered.fixed_at, ordered.record_id
        ) AS place
    FROM ordered
),
-- a run that touches a place allowed that day was the way to it
runs AS (
    SELECT
        numbered.register_record,
        numbered.run,
        MIN(numbered.place) AS first_place,
        MAX(numbered.place) AS last_place,
        MIN(numbered.fixed_at) AS left_at,
        MAX(numbered.fixed_at) AS last_at,
        COUNT(DISTINCT numbered.fixed_at) AS fixes,
        COALESCE(MIN(numbered.reason), CASE WHEN MIN(CASE WHEN numbered.proven THEN 1 ELSE 0 END) = 0 THEN 13 END) AS reason
    FROM numbered
    WHERE numbered.outside
    GROUP BY numbered.register_record, numbered.run
    HAVING COUNT(DISTINCT numbered.fixed_at) >= 3
        AND secs_between(MIN(numbered.fixed_at), MAX(numbered.fixed_at)) >= 1800
),
before AS (
    SELECT
        runs.*,
        LAG(runs.last_at) OVER (
            PARTITION BY runs.register_record, runs.reason IS NULL ORDER BY runs.left_at, runs.run
        ) AS away_until,
        LAG(runs.last_at) OVER (PARTITION BY runs.register_record ORDER BY runs.left_at, runs.run) AS seen_until
    FROM runs
),
gathered AS (
    SELECT
        before.*,
        SUM(CASE WHEN days_between(day_of(before.away_until), day_of(before.left_at)) <= 3 THEN 0 ELSE 1 END) OVER (
            PARTITION BY before.register_record, before.reason IS NULL ORDER BY before.left_at, before.run
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS episode,
        SUM(CASE WHEN days_between(day_of(before.seen_until), day_of(before.left_at)) <= 3 THEN 0 ELSE 1 END) OVER (
            PARTITION BY before.register_record ORDER BY before.left_at, before.run
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS outing
    FROM before
)
SELECT
    gathered.register_record,
    gathered.left_at,
    gathered.last_at,
    gathered.fixes,
    first_fix.record_id AS first_record,
    first_fix.county AS first_county,
    last_fix.record_id AS last_record,
    gathered.episode,
    ROW_NUMBER() OVER (
        PARTITION BY gathered.register_record, gathered.outing
        ORDER BY
            CASE WHEN gathered.reason IS NULL THEN 0 WHEN gathered.reason > 10 THEN 1 ELSE 2 END,
            gathered.reason,
            gathered.run
    ) AS run_of_outing,
    CASE gathered.reason
        WHEN 1 THEN 'died'
        WHEN 2 THEN 'custody'
        WHEN 3 THEN 'transferred'
        WHEN 4 THEN 'home'
        WHEN 5 THEN 'leave'
        WHEN 6 THEN 'permit'
    END AS explanation,
    CASE gathered.reason WHEN 12 THEN 'permit_unreadable' WHEN 13 THEN 'not_covered' END AS not_provable
FROM gathered
INNER JOIN numbered AS first_fix
    ON first_fix.register_record = gathered.register_record AND first_fix.place = gathered.first_place
INNER JOIN numbered AS last_fix
    ON last_fix.register_record = gathered.register_record AND last_fix.place = gathered.last_place
