-- What may never stand in a rule's result, whatever the rule: one row per fault met.
-- `rule_result` is the result, `rule_key_parts` (finding_key, part) its keys taken apart.
WITH faults AS (
    -- re-clustering people must renumber nothing, so a person id is never part of a key; one that is spelt like the
    -- record it stands for is that record
    SELECT rule_key_parts.finding_key, 'finding_key holds a person id; use record ids' AS fault
    FROM rule_key_parts
    WHERE EXISTS (SELECT 1 FROM persons WHERE persons.person_id = rule_key_parts.part AND persons.person_id <> persons.record_id)
    UNION
    SELECT rule_result.finding_key, 'since lies after the night; such a date is not yet known' AS fault
    FROM rule_result
    CROSS JOIN parameters
    WHERE rule_result.since > parameters.night
    UNION
    SELECT rule_result.finding_key, 'days is negative' AS fault
    FROM rule_result
    WHERE rule_result.days < 0
)
SELECT fault, COUNT(*) AS findings, MIN(finding_key) AS finding_key
FROM faults
GROUP BY fault
ORDER BY fault
