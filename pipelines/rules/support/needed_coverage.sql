-- Do all datasets a rule needs or searches cover the night, per county? `rule_needs` (dataset) is put there before each rule.
-- A rule joins this on its county ('' = region).
SELECT
    places.county,
    COUNT(rule_needs.dataset) = COUNT(CASE WHEN reach.covered_to >= parameters.night THEN 1 END) AS covers_night
FROM (SELECT DISTINCT county FROM reach) AS places
CROSS JOIN parameters
LEFT JOIN rule_needs ON 1 = 1
LEFT JOIN reach ON reach.county = places.county AND reach.dataset = rule_needs.dataset
GROUP BY places.county
