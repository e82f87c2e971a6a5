-- What a unit's findings are measured by: terms of correction running at the agency or office, sentences of the court.
WITH running AS (
    SELECT register.county, COALESCE(register.office_name, '') AS office
    FROM contact_states
    INNER JOIN justice_register AS register ON register.record_id = contact_states.record_id
    INNER JOIN counties ON counties.county = register.county AND counties.in_region
)
SELECT 'agency' AS unit_kind, county, '' AS unit, COUNT(*) AS base FROM running GROUP BY county
UNION ALL
SELECT 'office' AS unit_kind, county, office AS unit, COUNT(*) AS base FROM running GROUP BY county, office
UNION ALL
SELECT 'court' AS unit_kind, '' AS county, COALESCE(court_name, '') AS unit, COUNT(*) AS base
FROM court_sentences
GROUP BY COALESCE(court_name, '')
