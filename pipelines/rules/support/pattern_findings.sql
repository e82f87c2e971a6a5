-- Prosecutors' findings whose wrong began within the 90 days up to the night: what a pattern may be drawn from.
-- `night_findings` and `rule_duties` (rule_id, unit_kind) are put there once all rules have run.
SELECT
    found.rule_id,
    found.finding_id,
    found.county,
    found.since,
    COALESCE(persons.person_id, found.finding_id) AS person,
    found.evidence_1,
    found.evidence_2,
    found.evidence_3,
    found.evidence_4
FROM night_findings AS found
CROSS JOIN parameters
LEFT JOIN persons ON persons.record_id = found.person_record
WHERE found.audience = 'prosecutor'
    AND found.since BETWEEN add_days(parameters.night, 0 - 90) AND parameters.night
