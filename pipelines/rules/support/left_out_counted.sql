-- What a rule leaves out, counted: `rule_left_out` (county, explanation, not_provable; a row per thing) is put there by the runner.
-- What was explained is not asked for proof; where both are null the thing is a finding, and counted as one.
SELECT
    COALESCE(rule_left_out.county, '') AS county,
    CASE WHEN rule_left_out.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(rule_left_out.explanation, rule_left_out.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM rule_left_out
WHERE rule_left_out.explanation IS NOT NULL OR rule_left_out.not_provable IS NOT NULL
GROUP BY
    COALESCE(rule_left_out.county, ''),
    CASE WHEN rule_left_out.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(rule_left_out.explanation, rule_left_out.not_provable)
ORDER BY county, outcome, explanation
