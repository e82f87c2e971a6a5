-- Units with three or more findings of one rule, about more than one person, at a rate above that of the region without
-- them. Rates are compared as products, so that nothing is rounded. Where the unit has no base, nothing is said; where the
-- region has no rest, nothing is above it.
WITH counted AS (
    SELECT
        unit_kind,
        county,
        unit,
        rule_id,
        COUNT(*) AS findings,
        COUNT(DISTINCT person) AS people,
        MIN(since) AS first_since,
        MAX(since) AS last_since
    FROM pattern_units
    GROUP BY unit_kind, county, unit, rule_id
),
in_region AS (
    SELECT rule_id, COUNT(*) AS findings FROM pattern_findings GROUP BY rule_id
),
bases AS (
    SELECT unit_kind, SUM(base) AS base FROM pattern_bases GROUP BY unit_kind
),
compared AS (
    SELECT
        counted.unit_kind,
        counted.county,
        counted.unit,
        counted.rule_id,
        counted.findings,
        counted.people,
        counted.first_since,
        counted.last_since,
        CAST(own.base AS BIGINT) AS base,
        CAST(in_region.findings - counted.findings AS BIGINT) AS rest_findings,
        CAST(bases.base - own.base AS BIGINT) AS rest_base
    FROM counted
    INNER JOIN in_region ON in_region.rule_id = counted.rule_id
    INNER JOIN pattern_bases AS own
        ON own.unit_kind = counted.unit_kind AND own.county = counted.county AND own.unit = counted.unit
    INNER JOIN bases ON bases.unit_kind = counted.unit_kind
),
-- the county a court belongs to, where its name says so and names no other
court_counties AS (
    SELECT compared.unit, MIN(counties.county) AS county
    FROM (SELECT DISTINCT unit FROM compared WHERE unit_kind = 'court') AS compared
    INNER JOIN counties
        ON counties.in_region
        AND SUBSTRING(
            counties.name || '人民法院', chars(counties.name || '人民法院') - chars(compared.unit) + 1, chars(compared.unit)
        ) = compared.unit
        AND chars(compared.unit) >= chars(counties.short_name || '人民法院')
    GROUP BY compared.unit
    HAVING COUNT(*) = 1
)
SELECT
    compared.unit_kind,
    COALESCE(court_counties.county, compared.county) AS county,
    CASE compared.unit_kind
        WHEN 'court' THEN compared.unit
        WHEN 'office' THEN COALESCE(counties.short_name, compared.county) || compared.unit
        ELSE COALESCE(counties.short_name, compared.county) || '社区矫正机构'
    END AS unit,
    compared.county AS unit_county,
    compared.unit AS unit_name,
    compared.rule_id,
    compared.findings,
    compared.people,
    compared.base,
    compared.rest_findings,
    compared.rest_base,
    compared.first_since,
    compared.last_since
FROM compared
LEFT JOIN counties ON counties.county = compared.county
LEFT JOIN court_counties ON compared.unit_kind = 'court' AND court_counties.unit = compared.unit
WHERE compared.findings >= 3
    AND compared.people >= 2
    AND compared.base > 0
    AND compared.findings * compared.rest_base > compared.rest_findings * compared.base
ORDER BY compared.rule_id, compared.unit_kind, compared.county, compared.unit
