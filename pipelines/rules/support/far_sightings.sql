-- A person seen far away (hotel, arrival) at a time at which the device or the app reported from home, one row per sighting.
-- Hotels and stations name a county and no more, so the distance is counted to the county's point less the reach of its
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
        supervised.from_day,
        supervised.to_day,
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
        AND day_of(sightings.seen_at) BETWEEN supervised.from_day AND supervised.to_day
    INNER JOIN counties AS place ON place.county = sightings.county AND place.zone <> supervised.zone
    INNER JOIN county_points AS point ON point.county = sightings.county
    -- who is held or has died was not there: the number was used by somebody else
    WHERE NOT EXISTS (
        SELECT 1 FROM allowed_places AS held
        WHERE held.person_id = supervised.person_id
            AND held.way IN ('custody', 'died')
            AND day_of(sightings.seen_at) BETWEEN held.from_day AND held.to_day
    )
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
        away.received_on,
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
        AND day_of(reports.reported_at) BETWEEN away.from_day AND away.to_day
    INNER JOIN counties AS home ON home.county = reports.county AND home.zone = away.zone
    INNER JOIN county_points AS home_point
        ON home_point.county = reports.county
        AND metres_between(reports.longitude, reports.latitude, home_point.longitude, home_point.latitude) <= home_point.reach_metres
),
impossible AS (
    SELECT
        compared.*,
        ROW_NUMBER() OVER (
            PARTITION BY compared.record_id
            ORDER BY compared.seconds, compared.received_on DESC, compared.register_record, compared.report_record
        ) AS place
    FROM compared
    WHERE compared.metres >= 100000
        AND compared.metres * 36 > compared.seconds * 3500
        AND compared.metres * 36 > (compared.seconds - 3600) * 8000
)
SELECT
    impossible.record_id,
    impossible.register_record,
    impossible.id_no_18,
    impossible.name_differs,
    impossible.county,
    impossible.seen_at,
    impossible.report_record,
    impossible.reported_at,
    impossible.seconds,
    impossible.metres
FROM impossible
WHERE impossible.place = 1
