-- The result of a rule with every finding placed: a county outside the region has no procuratorate here, the region takes it.
SELECT
    rule_result.finding_key,
    CASE WHEN counties.in_region THEN rule_result.county ELSE '' END AS county,
    rule_result.person_record,
    rule_result.case_no,
    rule_result.correction_type,
    rule_result.since,
    rule_result.days,
    rule_result.band,
    rule_result.tier,
    rule_result.summary,
    rule_result.arithmetic,
    rule_result.evidence_1,
    rule_result.evidence_2,
    rule_result.evidence_3,
    rule_result.evidence_4
FROM rule_result
LEFT JOIN counties ON counties.county = rule_result.county
ORDER BY rule_result.finding_key
