-- The first day of which anything at all shows where people are: hotels, journeys, positions, check-ins by app.
WITH seen AS (
    SELECT MIN(day_of(lodging.checked_in_at)) AS day FROM police_lodging AS lodging
    UNION ALL
    SELECT MIN(day_of(LEAST(travel.departed_at, travel.arrived_at))) AS day FROM police_travel AS travel
    UNION ALL
    SELECT MIN(day_of(fix.fixed_at)) AS day FROM justice_positions AS fix
    UNION ALL
    SELECT MIN(day_of(contact.contacted_at)) AS day FROM justice_contacts AS contact WHERE contact.method = 'app_check_in'
)
SELECT MIN(seen.day) AS day FROM seen
