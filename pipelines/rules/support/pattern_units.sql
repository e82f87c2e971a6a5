-- The units whose duty a finding speaks of: the county agency, the justice office of the register row it cites, the
-- court of the sentence it cites. A finding that cites two offices or two courts is held against neither.
WITH cited AS (
    SELECT rule_id, finding_id, county, evidence_1 AS record_id FROM pattern_findings
    UNION ALL
    SELECT rule_id, finding_id, county, evidence_2 AS record_id FROM pattern_findings
    UNION ALL
    SELECT rule_id, finding_id, county, evidence_3 AS record_id FROM pattern_findings
    UNION ALL
    SELECT rule_id, finding_id, county, evidence_4 AS record_id FROM pattern_findings
),
offices AS (
    SELECT
        cited.rule_id,
        cited.finding_id,
        MIN(cited.county) AS county,
        MIN(register.office_name) AS unit
    FROM cited
    INNER JOIN justice_register AS register ON register.record_id = cited.record_id AND register.county = cited.county
    GROUP BY cited.rule_id, cited.finding_id
    HAVING COUNT(DISTINCT COALESCE(register.office_name, '')) = 1
),
courts AS (
    SELECT
        cited.rule_id,
        cited.finding_id,
        MIN(sentence.court_name) AS unit
    FROM cited
    INNER JOIN court_sentences AS sentence ON sentence.record_id = cited.record_id
    GROUP BY cited.rule_id, cited.finding_id
    HAVING COUNT(DISTINCT COALESCE(sentence.court_name, '')) = 1
),
held AS (
    SELECT 'agency' AS unit_kind, rule_id, finding_id, county, '' AS unit FROM pattern_findings WHERE county <> ''
    UNION ALL
    SELECT 'office' AS unit_kind, rule_id, finding_id, county, unit FROM offices WHERE unit <> ''
    UNION ALL
    SELECT 'court' AS unit_kind, rule_id, finding_id, '' AS county, unit FROM courts WHERE unit <> ''
)
SELECT
    held.unit_kind,
    held.county,
    held.unit,
    found.rule_id,
    found.finding_id,
    found.since,
    found.person
FROM held
INNER JOIN rule_duties ON rule_duties.rule_id = held.rule_id AND rule_duties.unit_kind = held.unit_kind
INNER JOIN pattern_findings AS found ON found.rule_id = held.rule_id AND found.finding_id = held.finding_id
