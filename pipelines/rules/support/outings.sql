-- Nights and journeys outside the zone: one row per stay (S03) or trip (S04). `explanation`: what allowed it;
-- `not_provable`: it cannot be read what was allowed or where it was, or the data do not reach far enough to show an
-- approval; null where neither is so. Those no more than three days apart belong together: `episode` numbers the ones
-- of which neither is so among themselves; of all that belong together, `record_of_outing` numbers the stays, and the
-- trips: findings first, then what is not provable. `reason` is the order of the two, as in allowed_places; 7 on the
-- way, 11 unknown place, 13 not covered.
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
        target.retired AS to_unknown,
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
    INNER JOIN counties AS target ON target.county = travel.to_county
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
        supervised.entered_to,
        supervised.received_on,
        lodging.id_no_18,
        lodging.person_name_key,
        place.zone,
        place.county,
        place.retired AS place_unknown,
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
        AND day_of(lodging.checked_in_at) <= supervised.entered_to
    INNER JOIN counties AS place ON place.county = lodging.county
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
nights_allowed AS (
    SELECT nights.record_id, nights.register_record, nights.night_on, MIN(allowed.reason) AS reason
    FROM nights
    INNER JOIN allowed_places AS allowed
        ON allowed.person_id = nights.person_id
        AND allowed.from_day <= nights.night_on
        AND allowed.to_day >= nights.began_on
        AND COALESCE(allowed.zone = nights.zone, TRUE)
    GROUP BY nights.record_id, nights.register_record, nights.night_on
),
nights_asked AS (
    SELECT nights.*, nights_allowed.reason AS allowed_by
    FROM nights
    LEFT JOIN nights_allowed
        ON nights_allowed.record_id = nights.record_id
        AND nights_allowed.register_record = nights.register_record
        AND nights_allowed.night_on = nights.night_on
    WHERE nights.night_on BETWEEN nights.from_day AND nights.entered_to
),
-- a night on the way: within a day the journey goes on to where the person may be, or has come from there
nights_on_the_way AS (
    SELECT DISTINCT nights_asked.record_id, nights_asked.register_record, nights_asked.night_on
    FROM nights_asked
    INNER JOIN allowed_places AS allowed
        ON allowed.person_id = nights_asked.person_id
        AND allowed.way IN ('leave', 'permit', 'transfer')
        AND allowed.from_day <= nights_asked.night_on
        AND allowed.to_day >= nights_asked.began_on
    INNER JOIN legs
        ON legs.person_id = allowed.person_id
        AND NOT legs.to_unknown
        AND (
            (
                legs.to_zone = allowed.zone AND legs.from_zone = nights_asked.zone
                AND secs_between(nights_asked.checked_in_at, legs.departed_at) BETWEEN 0 AND 86400
            )
            OR (
                legs.from_zone = allowed.zone AND legs.to_zone = nights_asked.zone
                AND secs_between(legs.arrived_at, nights_asked.checked_in_at) BETWEEN 0 AND 86400
            )
        )
    WHERE COALESCE(nights_asked.allowed_by > 10, TRUE)
),
judged_nights AS (
    SELECT
        nights_asked.*,
        CASE
            WHEN nights_asked.allowed_by < 10 THEN nights_asked.allowed_by
            WHEN nights_on_the_way.record_id IS NOT NULL THEN 7
            WHEN nights_asked.place_unknown THEN 11
            WHEN nights_asked.allowed_by IS NOT NULL THEN nights_asked.allowed_by
            WHEN NOT COALESCE(nights_asked.night_on <= nights_asked.proven_to, FALSE) THEN 13
        END AS reason
    FROM nights_asked
    LEFT JOIN nights_on_the_way
        ON nights_on_the_way.record_id = nights_asked.record_id
        AND nights_on_the_way.register_record = nights_asked.register_record
        AND nights_on_the_way.night_on = nights_asked.night_on
),
-- two open files of one person: the one that received the person last answers
placed_nights AS (
    SELECT
        judged_nights.*,
        ROW_NUMBER() OVER (
            PARTITION BY judged_nights.record_id, judged_nights.night_on
            ORDER BY
                CASE WHEN judged_nights.reason IS NULL THEN 0 ELSE 1 END,
                judged_nights.received_on DESC,
                judged_nights.register_record
        ) AS place,
        -- of a stay with a night that nothing allowed, those nights alone count
        MAX(CASE WHEN judged_nights.reason IS NULL THEN 1 ELSE 0 END) OVER (PARTITION BY judged_nights.record_id) AS unallowed
    FROM judged_nights
),
trips AS (
    SELECT
        legs.*,
        supervised.record_id AS register_record,
        supervised.prefecture,
        supervised.received_on,
        supervised.proven_to,
        day_of(legs.departed_at) AS first_day,
        GREATEST(day_of(legs.departed_at), LEAST(day_of(legs.arrived_at), parameters.night)) AS last_day
    FROM legs
    CROSS JOIN parameters
    INNER JOIN sightings_outside AS sighting ON sighting.kind = 'trip' AND sighting.record_id = legs.record_id
    INNER JOIN supervised
        ON supervised.record_id = sighting.register_record
        AND supervised.person_id = legs.person_id
        AND day_of(legs.departed_at) BETWEEN supervised.from_day AND supervised.entered_to
    WHERE legs.to_zone <> supervised.zone
        -- the way back: the station of a county is often in the next one
        AND NOT COALESCE(legs.to_prefecture = supervised.prefecture AND legs.from_prefecture <> supervised.prefecture, FALSE)
),
trips_allowed AS (
    SELECT trips.record_id, trips.register_record, MIN(allowed.reason) AS reason
    FROM trips
    INNER JOIN allowed_places AS allowed
        ON allowed.person_id = trips.person_id
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
    GROUP BY trips.record_id, trips.register_record
),
trips_asked AS (
    SELECT trips.*, trips_allowed.reason AS allowed_by
    FROM trips
    LEFT JOIN trips_allowed
        ON trips_allowed.record_id = trips.record_id AND trips_allowed.register_record = trips.register_record
),
-- a change of trains: within a day the journey goes on to where the person may be, or from there towards home
trips_on_the_way AS (
    SELECT DISTINCT trips_asked.record_id, trips_asked.register_record
    FROM trips_asked
    INNER JOIN allowed_places AS allowed
        ON allowed.person_id = trips_asked.person_id
        AND allowed.way IN ('leave', 'permit', 'transfer')
        AND allowed.from_day <= trips_asked.last_day
        AND allowed.to_day >= trips_asked.first_day
    INNER JOIN legs AS onward
        ON onward.person_id = allowed.person_id
        AND NOT onward.to_unknown
        AND onward.from_zone = trips_asked.to_zone
        AND secs_between(trips_asked.arrived_at, onward.departed_at) BETWEEN 0 AND 86400
        AND (
            onward.to_zone = allowed.zone
            OR (trips_asked.from_zone = allowed.zone AND onward.to_prefecture = trips_asked.prefecture)
        )
    WHERE COALESCE(trips_asked.allowed_by > 10, TRUE)
),
judged_trips AS (
    SELECT
        trips_asked.*,
        CASE
            WHEN trips_asked.allowed_by < 10 THEN trips_asked.allowed_by
            WHEN trips_on_the_way.record_id IS NOT NULL THEN 7
            WHEN trips_asked.to_unknown THEN 11
            WHEN trips_asked.allowed_by IS NOT NULL THEN trips_asked.allowed_by
            WHEN NOT COALESCE(trips_asked.first_day <= trips_asked.proven_to, FALSE) THEN 13
        END AS reason
    FROM trips_asked
    LEFT JOIN trips_on_the_way
        ON trips_on_the_way.record_id = trips_asked.record_id
        AND trips_on_the_way.register_record = trips_asked.register_record
),
placed_trips AS (
    SELECT
        judged_trips.*,
        ROW_NUMBER() OVER (
            PARTITION BY judged_trips.record_id
            ORDER BY
                CASE WHEN judged_trips.reason IS NULL THEN 0 ELSE 1 END,
                judged_trips.received_on DESC,
                judged_trips.register_record
        ) AS place
    FROM judged_trips
),
seen AS (
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
        COUNT(*) AS nights,
        -- what is not provable of one night, nothing that explains another explains
        COALESCE(MIN(CASE WHEN placed_nights.reason > 10 THEN placed_nights.reason END), MIN(placed_nights.reason)) AS reason
    FROM placed_nights
    WHERE placed_nights.place = 1 AND (placed_nights.reason IS NULL OR placed_nights.unallowed = 0)
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
        placed_trips.record_id,
        placed_trips.register_record,
        placed_trips.person_id,
        placed_trips.id_no_18,
        placed_trips.person_name_key,
        placed_trips.to_county AS county,
        placed_trips.first_day,
        placed_trips.last_day,
        CAST(0 AS BIGINT) AS nights,
        placed_trips.reason
    FROM placed_trips
    WHERE placed_trips.place = 1
),
-- a leave for another place, and whose name the hotel or the ticket bears
looked_at AS (
    SELECT
        seen.kind,
        seen.record_id,
        seen.register_record,
        seen.county,
        seen.first_day,
        seen.last_day,
        seen.nights,
        seen.reason,
        seen.id_no_18,
        COALESCE(
            seen.person_name_key <> supervised.person_name_key
            AND COALESCE(seen.person_name_key <> supervised.former_name_key, TRUE),
            FALSE
        ) AS name_differs,
        MIN(allowed.record_id) AS leave_elsewhere
    FROM seen
    INNER JOIN supervised ON supervised.record_id = seen.register_record
    LEFT JOIN allowed_places AS allowed
        ON allowed.person_id = seen.person_id
        AND allowed.way = 'leave'
        AND allowed.from_day <= seen.last_day
        AND allowed.to_day >= seen.first_day
    GROUP BY
        seen.kind,
        seen.record_id,
        seen.register_record,
        seen.county,
        seen.first_day,
        seen.last_day,
        seen.nights,
        seen.reason,
        seen.id_no_18,
        seen.person_name_key,
        supervised.person_name_key,
        supervised.former_name_key
),
before AS (
    SELECT
        looked_at.*,
        MAX(looked_at.last_day) OVER (
            PARTITION BY looked_at.register_record, looked_at.reason IS NULL
            ORDER BY looked_at.first_day, looked_at.last_day, looked_at.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS away_until,
        MAX(looked_at.last_day) OVER (
            PARTITION BY looked_at.register_record
            ORDER BY looked_at.first_day, looked_at.last_day, looked_at.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS seen_until
    FROM looked_at
),
gathered AS (
    SELECT
        before.*,
        SUM(CASE WHEN days_between(before.away_until, before.first_day) <= 3 THEN 0 ELSE 1 END) OVER (
            PARTITION BY before.register_record, before.reason IS NULL
            ORDER BY before.first_day, before.last_day, before.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS episode,
        SUM(CASE WHEN days_between(before.seen_until, before.first_day) <= 3 THEN 0 ELSE 1 END) OVER (
            PARTITION BY before.register_record
            ORDER BY before.first_day, before.last_day, before.record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS outing
    FROM before
)
SELECT
    gathered.kind,
    gathered.record_id,
    gathered.register_record,
    gathered.county,
    gathered.first_day,
    gathered.last_day,
    gathered.nights,
    gathered.id_no_18,
    gathered.name_differs,
    gathered.leave_elsewhere,
    gathered.episode,
    ROW_NUMBER() OVER (
        PARTITION BY gathered.kind, gathered.register_record, gathered.outing
        ORDER BY
            CASE WHEN gathered.reason IS NULL THEN 0 WHEN gathered.reason > 10 THEN 1 ELSE 2 END,
            gathered.reason,
            gathered.record_id
    ) AS record_of_outing,
    CASE gathered.reason
        WHEN 1 THEN 'died'
        WHEN 2 THEN 'custody'
        WHEN 3 THEN 'transferred'
        WHEN 4 THEN 'home'
        WHEN 5 THEN 'leave'
        WHEN 6 THEN 'permit'
        WHEN 7 THEN 'on_the_way'
    END AS explanation,
    CASE gathered.reason
        WHEN 11 THEN 'place_unknown'
        WHEN 12 THEN 'permit_unreadable'
        WHEN 13 THEN 'not_covered'
    END AS not_provable
FROM gathered
