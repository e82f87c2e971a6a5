-- Hotels and journeys that show a person in correction outside the zone, one row per sighting and register row. Few of those
-- who sleep in hotels and travel are in correction on that day, and what is asked further is asked of these few alone.
SELECT
    'stay' AS kind,
    lodging.record_id,
    supervised.record_id AS register_record,
    supervised.person_id
FROM police_lodging AS lodging
INNER JOIN supervised_traces ON supervised_traces.id_no_18 = lodging.id_no_18
INNER JOIN supervised
    ON supervised.person_id = supervised_traces.person_id
    AND supervised.county <> lodging.county
    AND day_of(lodging.checked_in_at) <= supervised.to_day_possible
    AND GREATEST(day_of(lodging.checked_in_at), day_of(lodging.checked_out_at)) >= supervised.from_day
INNER JOIN counties AS place ON place.county = lodging.county AND place.zone <> supervised.zone
UNION ALL
SELECT
    'trip' AS kind,
    travel.record_id,
    supervised.record_id AS register_record,
    supervised.person_id
FROM police_travel AS travel
INNER JOIN supervised_traces ON supervised_traces.id_no_18 = travel.id_no_18
INNER JOIN supervised
    ON supervised.person_id = supervised_traces.person_id
    AND supervised.county <> travel.to_county
    AND day_of(LEAST(travel.departed_at, travel.arrived_at)) <= supervised.to_day_possible
    AND day_of(GREATEST(travel.departed_at, travel.arrived_at)) >= supervised.from_day
INNER JOIN counties AS place ON place.county = travel.to_county AND place.zone <> supervised.zone
