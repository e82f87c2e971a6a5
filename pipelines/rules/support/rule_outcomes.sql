-- What the rules that rest on a disposition or a contact state left out, and why; `hits` come from the findings.
-- A sentence whose identity waits for a decision, or whose clock has no start, cannot be proved either.
WITH duties AS (
    SELECT correction_type, county, disposition, explanation FROM dispositions
    UNION ALL
    SELECT correction_type, county, disposition, explanation FROM release_dispositions
),
judged AS (
    SELECT
        CASE duties.correction_type WHEN 'temporary_release' THEN 'H06' WHEN 'parole' THEN 'H07' ELSE 'H01' END AS rule_id,
        duties.county,
        CASE duties.disposition WHEN 'explained' THEN 'explained' ELSE 'not_provable' END AS outcome,
        CASE duties.disposition
            WHEN 'explained' THEN COALESCE(duties.explanation, '')
            WHEN 'not_provable' THEN 'not_covered'
            ELSE duties.disposition
        END AS explanation
    FROM duties
    WHERE duties.disposition IN ('explained', 'not_provable', 'needs_review', 'clock_unknown')
        AND duties.correction_type IN ('public_surveillance', 'probation', 'parole', 'temporary_release')
    UNION ALL
    SELECT
        'S01' AS rule_id,
        contact_states.county,
        contact_states.state AS outcome,
        CASE contact_states.state WHEN 'explained' THEN COALESCE(contact_states.explanation, '') ELSE 'not_covered' END
            AS explanation
    FROM contact_states
    WHERE contact_states.state IN ('explained', 'not_provable')
    UNION ALL
    -- who is not out of contact, or not provably, needs no search; a search can be missing only where searches reach as far
    SELECT
        'S02' AS rule_id,
        contact_states.county,
        CASE contact_states.state WHEN 'explained' THEN 'explained' ELSE 'not_provable' END AS outcome,
        CASE contact_states.state WHEN 'explained' THEN COALESCE(contact_states.explanation, '') ELSE 'not_covered' END
            AS explanation
    FROM contact_states
    LEFT JOIN reach
        ON reach.dataset = 'justice.searches'
        AND reach.county = COALESCE(contact_states.county, '')
        AND reach.covered_to >= contact_states.as_of
    WHERE contact_states.state IN ('explained', 'not_provable')
        OR (contact_states.state = 'lost' AND contact_states.days_beyond > 3 AND reach.county IS NULL)
)
SELECT
    judged.rule_id,
    COALESCE(judged.county, '') AS county,
    judged.outcome,
    judged.explanation,
    COUNT(*) AS rows_counted
FROM judged
GROUP BY judged.rule_id, COALESCE(judged.county, ''), judged.outcome, judged.explanation
ORDER BY judged.rule_id, county, judged.outcome, judged.explanation
