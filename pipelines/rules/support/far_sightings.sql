-- A person seen far away (hotel, arrival) at a time at which the device or the app reported from home, one row per
-- sighting. `explanation`: who is held or has died was not there, the number was used by somebody else;
-- `not_provable`: the coordinates contradict the county beside them, or the register does not show that the term went
-- on; null where neither is so. Sightings no more than three days apart are one journey: `episode` numbers those of
-- which neither is so among themselves, `record_of_journey` the records of all that belong together: findings first,
-- then what is not provable. `reason` is the order of the two: 1 died, 2 held, 11 coordinates, 13 not covered. Hotels
-- and stations name a county and no more, so the distance is counted to the county's point less the reach of its
-- ground: what is left is the least it can be. It must be 100 km, within six hours, and more than anybody could have
-- travelled between the two moments: by land 350 km in an hour, by air 800 after an hour at the airport.
WITH sightings AS (
    SELECT
        sighting.register_record,
        lodging.record_id,
        lodging.id_no_18,
        lodging.person_name_key,
        lodging.county,
        lodging.checked_in_at AS seen_at
    FROM sightings_outside AS sighting
    INNER JOIN police_lodging AS lodging ON lodging.record_id = sighting.record_id
    WHERE sighting.kind = 'stay'
    UNION ALL
    SELECT
        sighting.register_record,
        travel.record_id,
        travel.id_no_18,
        travel.person_name_key,
        travel.to_county AS county,
        travel.arrived_at AS seen_at
    FROM sightings_outside AS sighting
    INNER JOIN police_travel AS travel ON travel.record_id = sighting.record_id
    WHERE sighting.kind = 'trip'
),
away AS (
    SELECT
        sightings.*,
        supervised.correction_no,
        supervised.zone,
        supervised.received_on,
        supervised.person_id,
        supervised.from_day,
        supervised.to_day,
        supervised.to_day_possible,
        COALESCE(
            sightings.person_name_key <> supervised.person_name_key
            AND COALESCE(sightings.person_name_key <> supervised.former_name_key, TRUE),
            FALSE
        ) AS name_differs,
        point.longitude,
        point.latitude,
        point.reach_metres
    FROM sightings
    INNER JOIN supervised
        ON supervised.record_id = sightings.register_record
        AND day_of(sightings.seen_at) BETWEEN supervised.from_day AND supervised.to_day_possible
    INNER JOIN counties AS place ON place.county = sightings.county AND place.zone <> supervised.zone
    INNER JOIN county_points AS point ON point.county = sightings.county
),
watched AS (
    SELECT DISTINCT away.correction_no FROM away
),
reports AS (
    SELECT contact.record_id, contact.correction_no, contact.contacted_at AS reported_at, contact.county, contact.longitude, contact.latitude
    FROM justice_contacts AS contact
    INNER JOIN watched ON watched.correction_no = contact.correction_no
    WHERE contact.method = 'app_check_in' AND contact.result = 'normal'
    UNION ALL
    SELECT fix.record_id, fix.correction_no, fix.fixed_at AS reported_at, fix.county, fix.longitude, fix.latitude
    FROM justice_positions AS fix
    INNER JOIN watched ON watched.correction_no = fix.correction_no
),
-- what the coordinates say must agree with the county beside them, or nobody knows where the report came from
compared AS (
    SELECT
        away.record_id,
        away.register_record,
        away.person_id,
        away.received_on,
        GREATEST(day_of(away.seen_at), day_of(reports.reported_at)) <= away.to_day AS covered,
        metres_between(reports.longitude, reports.latitude, home_point.longitude, home_point.latitude)
        <= home_point.reach_metres AS agrees,
        away.id_no_18,
        away.name_differs,
        away.county,
        away.seen_at,
        reports.record_id AS report_record,
        reports.reported_at,
        ABS(secs_between(reports.reported_at, away.seen_at)) AS seconds,
        metres_between(reports.longitude, reports.latitude, away.longitude, away.latitude) - away.reach_metres AS metres
    FROM away
    INNER JOIN reports
        ON reports.correction_no = away.correction_no
        AND ABS(secs_between(reports.reported_at, away.seen_at)) <= 21600
        AND day_of(reports.reported_at) BETWEEN away.from_day AND away.to_day_possible
    INNER JOIN counties AS home ON home.county = reports.county AND home.zone = away.zone
    INNER JOIN county_points AS home_point ON home_point.county = reports.county
),
impossible AS (
    SELECT
        compared.*,
        ROW_NUMBER() OVER (
            PARTITION BY compared.record_id
            ORDER BY
                CASE WHEN compared.agrees AND compared.covered THEN 0 WHEN compared.agrees THEN 1 ELSE 2 END,
                compared.seconds,
                compared.received_on DESC,
                compared.register_record,
                compared.report_record
        ) AS place
    FROM compared
    WHERE compared.metres >= 100000
        AND compared.metres * 36 > compared.seconds * 3500
        AND compared.metres * 36 > (compared.seconds - 3600) * 8000
),
held AS (
    SELECT impossible.record_id, MIN(allowed.reason) AS reason
    FROM impossible
    INNER JOIN allowed_places AS allowed
        ON allowed.person_id = impossible.person_id
        AND allowed.way IN ('custody', 'died')
        AND day_of(impossible.seen_at) BETWEEN allowed.from_day AND allowed.to_day
    WHERE impossible.place = 1
    GROUP BY impossible.record_id
),
judged AS (
    SELECT
        impossible.*,
        CASE
            WHEN held.reason IS NOT NULL THEN held.reason
            WHEN NOT impossible.agrees THEN 11
            WHEN NOT impossible.covered THEN 13
        END AS reason
    FROM impossible
    LEFT JOIN held ON held.record_id = impossible.record_id
    WHERE impossible.place = 1
),
before AS (
    SELECT
        judged.*,
        LAG(judged.seen_at) OVER (
            PARTITION BY judged.register_record, judged.reason IS NULL ORDER BY judged.seen_at, judged.record_id
        ) AS away_before,
        LAG(judged.seen_at) OVER (
            PARTITION BY judged.register_record ORDER BY judged.seen_at, judged.record_id
        ) AS seen_before
    FROM judged
),
gathered AS (
    SELECT
        before.*,
        SUM(CASE WHEN days_between(day_of(before.away_before), day_of(before.seen_at)) <= 3 THEN 0 ELSE 1 END) OVER (
            PARTITION BY before.register_record, before.reason IS NULL ORDER BY before.seen_at, before.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS episode,
        SUM(CASE WHEN days_between(day_of(before.seen_before), day_of(before.seen_at)) <= 3 THEN 0 ELSE 1 END) OVER (
            PARTITION BY before.register_record ORDER BY before.seen_at, before.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS journey
    FROM before
)
SELECT
    gathered.record_id,
    gathered.register_record,
    gathered.id_no_18,
    gathered.name_differs,
    gathered.county,
    gathered.seen_at,
    gathered.report_record,
    gathered.reported_at,
    gathered.seconds,
    gathered.metres,
    gathered.episode,
    ROW_NUMBER() OVER (
        PARTITION BY gathered.register_record, gathered.journey
        ORDER BY
            CASE WHEN gathered.reason IS NULL THEN 0 WHEN gathered.reason > 10 THEN 1 ELSE 2 END,
            gathered.reason,
            gathered.record_id
    ) AS record_of_journey,
    CASE gathered.reason WHEN 1 THEN 'died' WHEN 2 THEN 'custody' END AS explanation,
    CASE gathered.reason WHEN 11 THEN 'place_contradicts' WHEN 13 THEN 'not_covered' END AS not_provable
FROM gathered
