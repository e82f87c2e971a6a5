-- Journeys (sightings no more than three days apart are one) on which a device or the app reported from home
-- meanwhile, each sighting of which is explained by custody or death, or not provable; one by what is not provable of
-- it, else by the first reason. Check-ins like clockwork are their own proof: nothing is left out.
SELECT supervised.county, far_sightings.explanation, far_sightings.not_provable
FROM far_sightings
INNER JOIN supervised ON supervised.record_id = far_sightings.register_record
WHERE far_sightings.record_of_journey = 1
