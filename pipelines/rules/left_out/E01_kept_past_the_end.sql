-- Persons in correction after the last day of their term: explained (held, a revocation or return under way or asked for, a later
-- end that the prison knows, a newer sentence); or not provable, because the register does not reach beyond the last day.
SELECT
    COALESCE(past_end.county, '') AS county,
    CASE WHEN past_end.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(past_end.explanation, past_end.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM past_end AS past_end
WHERE past_end.explanation IS NOT NULL OR past_end.not_provable IS NOT NULL
GROUP BY
    COALESCE(past_end.county, ''),
    CASE WHEN past_end.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(past_end.explanation, past_end.not_provable)
ORDER BY county, outcome, explanation
