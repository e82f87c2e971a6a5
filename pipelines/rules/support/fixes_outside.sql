-- Register rows with at least three position fixes outside the zone, whether allowed or not: few ever leave. Fixes are counted
-- by county before it is asked where the county lies: joined in one piece, every row would be paired with every county.
WITH elsewhere AS (
    SELECT supervised.record_id, supervised.person_id, supervised.zone, fix.county, COUNT(*) AS fixes
    FROM justice_positions AS fix
    INNER JOIN supervised
        ON supervised.correction_no = fix.correction_no
        AND supervised.county <> fix.county
        AND day_of(fix.fixed_at) BETWEEN supervised.from_day AND supervised.entered_to
    GROUP BY supervised.record_id, supervised.person_id, supervised.zone, fix.county
)
SELECT elsewhere.record_id AS register_record, elsewhere.person_id
FROM elsewhere
INNER JOIN counties AS place ON place.county = elsewhere.county AND NOT place.retired
WHERE place.zone <> elsewhere.zone
GROUP BY elsewhere.record_id, elsewhere.person_id
HAVING SUM(elsewhere.fixes) >= 3
