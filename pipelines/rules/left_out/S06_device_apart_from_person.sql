-- Journeys (sightings no more than three days apart are one) on which a device or the app reported from home
-- meanwhile, each sighting of which is explained by custody or death, or not provable; one by what is not provable of
-- it, else by the first reason. Check-ins like clockwork are their own proof: nothing is left out.
WITH ranked AS (
    SELECT
        far_sightings.register_record,
        far_sightings.explanation,
        far_sightings.not_provable,
        ROW_NUMBER() OVER (
            PARTITION BY far_sightings.register_record, far_sightings.journey
            ORDER BY
                CASE WHEN far_sightings.reason IS NULL THEN 0 WHEN far_sightings.explanation IS NULL THEN 1 ELSE 2 END,
                far_sightings.reason,
                far_sightings.record_id
        ) AS place
    FROM far_sightings
)
SELECT
    supervised.county,
    CASE WHEN ranked.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(ranked.explanation, ranked.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM ranked
INNER JOIN supervised ON supervised.record_id = ranked.register_record
WHERE ranked.place = 1 AND (ranked.explanation IS NOT NULL OR ranked.not_provable IS NOT NULL)
GROUP BY
    supervised.county,
    CASE WHEN ranked.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(ranked.explanation, ranked.not_provable)
ORDER BY county, outcome, explanation
