-- Later judgments within the time of trial of a probation or parole: explained (revoked, tried again, the same matter before a
-- higher court, a revocation under way, punished all together); or not provable, because nobody says when the time of trial
-- ends, or the court's data do not reach beyond the days of grace.
SELECT
    COALESCE(found.county, '') AS county,
    CASE WHEN found.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(found.explanation, found.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM convicted_in_trial AS found
WHERE found.explanation IS NOT NULL OR found.not_provable IS NOT NULL
GROUP BY
    COALESCE(found.county, ''),
    CASE WHEN found.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(found.explanation, found.not_provable)
ORDER BY county, outcome, explanation
