-- Nights and journeys outside the zone that nothing allowed: one row per stay (S03) or trip (S04), numbered by `episode`,
-- in which hits of either kind no more than three days apart belong together.
WITH travellers AS (
    SELECT DISTINCT sightings_outside.person_id FROM sightings_outside
),
-- every journey of theirs: what is a trip of its own, and where the others led
legs AS (
    SELECT
        travel.record_id,
        supervised_traces.person_id,
        travel.id_no_18,
        travel.person_name_key,
        origin.zone AS from_zone,
        SUBSTRING(
            travel.from_county, 1, CASE WHEN SUBSTRING(travel.from_county, 1, 2) IN ('11', '12', '31', '50') THEN 2 ELSE 4 END
        ) AS from_prefecture,
        target.zone AS to_zone,
        target.county AS to_county,
        SUBSTRING(
            travel.to_county, 1, CASE WHEN SUBSTRING(travel.to_county, 1, 2) IN ('11', '12', '31', '50') THEN 2 ELSE 4 END
        ) AS to_prefecture,
        travel.departed_at,
        COALESCE(travel.arrived_at, travel.departed_at) AS arrived_at
    FROM police_travel AS travel
    CROSS JOIN parameters
    INNER JOIN supervised_traces ON supervised_traces.id_no_18 = travel.id_no_18
    INNER JOIN travellers ON travellers.person_id = supervised_traces.person_id
    INNER JOIN counties AS target ON target.county = travel.to_county AND NOT target.retired
    LEFT JOIN counties AS origin ON origin.county = travel.from_county
    WHERE day_of(travel.departed_at) <= parameters.night
),
stays AS (
    SELECT
        lodging.record_id,
        supervised.record_id AS register_record,
        supervised.person_id,
        supervised.from_day,
        supervised.proven_to,
        supervised.received_on,
        lodging.id_no_18,
        lodging.person_name_key,
        place.zone,
        place.county,
        lodging.checked_in_at,
        day_of(lodging.checked_in_at) AS first_day,
        -- a check-out after the night is not known yet; a room by the hour counts as its day
        GREATEST(
            day_of(lodging.checked_in_at),
            CASE
                WHEN day_of(lodging.checked_out_at) <= parameters.night THEN add_days(day_of(lodging.checked_out_at), -1)
                ELSE day_of(lodging.checked_in_at)
            END
        ) AS last_day
    FROM sightings_outside AS sighting
    CROSS JOIN parameters
    INNER JOIN police_lodging AS lodging ON lodging.record_id = sighting.record_id
    INNER JOIN supervised
        ON supervised.record_id = sighting.register_record
        AND day_of(lodging.checked_in_at) <= supervised.proven_to
    INNER JOIN counties AS place ON place.county = lodging.county AND NOT place.retired
    WHERE sighting.kind = 'stay'
),
nights AS (
    SELECT
        stays.*,
        stays.first_day AS night_on,
        -- who checks in before six has come for the night that began the day before
        CASE
            WHEN SUBSTRING(CAST(stays.checked_in_at AS VARCHAR), 12, 2) < '06' THEN add_days(stays.first_day, -1)
            ELSE stays.first_day
        END AS began_on
    FROM stays
    UNION ALL
    SELECT stays.*, calendar.day AS night_on, calendar.day AS began_on
    FROM stays
    INNER JOIN calendar ON calendar.day > stays.first_day AND calendar.day <= stays.last_day
),
unexplained_nights AS (
    SELECT nights.*
    FROM nights
    WHERE nights.night_on BETWEEN nights.from_day AND nights.proven_to
        AND NOT EXISTS (
            SELECT 1 FROM allowed_places AS allowed
            WHERE allowed.person_id = nights.person_id
                AND allowed.from_day <= nights.night_on
                AND allowed.to_day >= nights.began_on
                AND COALESCE(allowed.zone = nights.zone, TRUE)
        )
        -- a night on the way: within a day the journey goes on to where the person may be, or has come from there
        AND NOT EXISTS (
            SELECT 1 FROM allowed_places AS allowed
            INNER JOIN legs ON legs.person_id = allowed.person_id
            WHERE allowed.person_id = nights.person_id
                AND allowed.way IN ('leave', 'permit', 'transfer')
                AND allowed.from_day <= nights.night_on
                AND allowed.to_day >= nights.began_on
                AND (
                    (
                        legs.to_zone = allowed.zone AND legs.from_zone = nights.zone
                        AND secs_between(nights.checked_in_at, legs.departed_at) BETWEEN 0 AND 86400
                    )
                    OR (
                        legs.from_zone = allowed.zone AND legs.to_zone = nights.zone
                        AND secs_between(legs.arrived_at, nights.checked_in_at) BETWEEN 0 AND 86400
                    )
                )
        )
),
-- two open files of one person: the one that received the person last answers
placed_nights AS (
    SELECT
        unexplained_nights.*,
        ROW_NUMBER() OVER (
            PARTITION BY unexplained_nights.record_id, unexplained_nights.night_on
            ORDER BY unexplained_nights.received_on DESC, unexplained_nights.register_record
        ) AS place
    FROM unexplained_nights
),
trips AS (
    SELECT
        legs.*,
        supervised.record_id AS register_record,
        supervised.prefecture,
        supervised.received_on,
        day_of(legs.departed_at) AS first_day,
        GREATEST(day_of(legs.departed_at), LEAST(day_of(legs.arrived_at), parameters.night)) AS last_day
    FROM legs
    CROSS JOIN parameters
    INNER JOIN sightings_outside AS sighting ON sighting.kind = 'trip' AND sighting.record_id = legs.record_id
    INNER JOIN supervised
        ON supervised.record_id = sighting.register_record
        AND supervised.person_id = legs.person_id
        AND day_of(legs.departed_at) BETWEEN supervised.from_day AND supervised.proven_to
    WHERE legs.to_zone <> supervised.zone
        -- the way back: the station of a county is often in the next one
        AND NOT COALESCE(legs.to_prefecture = supervised.prefecture AND legs.from_prefecture <> supervised.prefecture, FALSE)
),
unexplained_trips AS (
    SELECT
        trips.*,
        ROW_NUMBER() OVER (
            PARTITION BY trips.record_id ORDER BY trips.received_on DESC, trips.register_record
        ) AS place
    FROM trips
    WHERE NOT EXISTS (
        SELECT 1 FROM allowed_places AS allowed
        WHERE allowed.person_id = trips.person_id
            AND allowed.from_day <= trips.last_day
            AND allowed.to_day >= trips.first_day
            AND (
                COALESCE(allowed.zone = trips.to_zone, TRUE)
                -- to the station from which the leave begins, or home from where it led
                OR (allowed.way = 'leave' AND trips.to_prefecture = trips.prefecture)
                OR (
                    allowed.way = 'leave' AND allowed.zone = trips.from_zone
                    AND trips.last_day >= add_days(allowed.to_day, -1)
                )
            )
    )
    -- a change of trains: within a day the journey goes on to where the person may be, or from there towards home
    AND NOT EXISTS (
        SELECT 1 FROM allowed_places AS allowed
        INNER JOIN legs AS onward ON onward.person_id = allowed.person_id
        WHERE allowed.person_id = trips.person_id
            AND allowed.way IN ('leave', 'permit', 'transfer')
            AND allowed.from_day <= trips.last_day
            AND allowed.to_day >= trips.first_day
            AND onward.from_zone = trips.to_zone
            AND secs_between(trips.arrived_at, onward.departed_at) BETWEEN 0 AND 86400
            AND (
                onward.to_zone = allowed.zone
                OR (trips.from_zone = allowed.zone AND onward.to_prefecture = trips.prefecture)
            )
    )
),
hits AS (
    SELECT
        'stay' AS kind,
        placed_nights.record_id,
        placed_nights.register_record,
        placed_nights.person_id,
        placed_nights.id_no_18,
        placed_nights.person_name_key,
        placed_nights.county,
        MIN(placed_nights.night_on) AS first_day,
        MAX(placed_nights.night_on) AS last_day,
        COUNT(*) AS nights
    FROM placed_nights
    WHERE placed_nights.place = 1
    GROUP BY
        placed_nights.record_id,
        placed_nights.register_record,
        placed_nights.person_id,
        placed_nights.id_no_18,
        placed_nights.person_name_key,
        placed_nights.county
    UNION ALL
    SELECT
        'trip' AS kind,
        unexplained_trips.record_id,
        unexplained_trips.register_record,
        unexplained_trips.person_id,
        unexplained_trips.id_no_18,
        unexplained_trips.person_name_key,
        unexplained_trips.to_county AS county,
        unexplained_trips.first_day,
        unexplained_trips.last_day,
        CAST(0 AS BIGINT) AS nights
    FROM unexplained_trips
    WHERE unexplained_trips.place = 1
),
-- a leave for another place, and whose name the hotel or the ticket bears
looked_at AS (
    SELECT
        hits.kind,
        hits.record_id,
        hits.register_record,
        hits.county,
        hits.first_day,
        hits.last_day,
        hits.nights,
        hits.id_no_18,
        COALESCE(
            hits.person_name_key <> supervised.person_name_key
            AND COALESCE(hits.person_name_key <> supervised.former_name_key, TRUE),
            FALSE
        ) AS name_differs,
        MIN(allowed.record_id) AS leave_elsewhere
    FROM hits
    INNER JOIN supervised ON supervised.record_id = hits.register_record
    LEFT JOIN allowed_places AS allowed
        ON allowed.person_id = hits.person_id
        AND allowed.way = 'leave'
        AND allowed.from_day <= hits.last_day
        AND allowed.to_day >= hits.first_day
    GROUP BY
        hits.kind,
        hits.record_id,
        hits.register_record,
        hits.county,
        hits.first_day,
        hits.last_day,
        hits.nights,
        hits.id_no_18,
        hits.person_name_key,
        supervised.person_name_key,
        supervised.former_name_key
),
before AS (
    SELECT
        looked_at.*,
        MAX(looked_at.last_day) OVER (
            PARTITION BY looked_at.register_record
            ORDER BY looked_at.first_day, looked_at.last_day, looked_at.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS away_until
    FROM looked_at
)
SELECT
    before.kind,
    before.record_id,
    before.register_record,
    before.county,
    before.first_day,
    before.last_day,
    before.nights,
    before.id_no_18,
    before.name_differs,
    before.leave_elsewhere,
    SUM(CASE WHEN before.away_until IS NULL OR days_between(before.away_until, before.first_day) > 3 THEN 1 ELSE 0 END) OVER (
        PARTITION BY before.register_record
        ORDER BY before.first_day, before.last_day, before.record_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS episode
FROM before
