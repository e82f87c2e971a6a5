-- Rows per delivery, county and day of the event (empty for full deliveries).
SELECT
    place_rows.delivery_id,
    placement.county,
    place_rows.day,
    CAST(SUM(place_rows.row_count) AS BIGINT) AS row_count
FROM place_rows
JOIN placement ON placement.place = place_rows.place
GROUP BY place_rows.delivery_id, placement.county, place_rows.day
ORDER BY place_rows.delivery_id, placement.county, place_rows.day
