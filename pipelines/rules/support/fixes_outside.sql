-- Register rows with at least three position fixes outside the zone, whether allowed or not: few ever leave.
SELECT supervised.record_id AS register_record, supervised.person_id
FROM justice_positions AS fix
INNER JOIN supervised
    ON supervised.correction_no = fix.correction_no
    AND day_of(fix.fixed_at) BETWEEN supervised.from_day AND supervised.proven_to
INNER JOIN counties AS place ON place.county = fix.county AND NOT place.retired
WHERE place.zone <> supervised.zone
GROUP BY supervised.record_id, supervised.person_id
HAVING COUNT(*) >= 3
