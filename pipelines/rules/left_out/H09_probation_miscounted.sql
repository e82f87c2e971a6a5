-- Penalties and lengths of probation outside the law, first and last days of a term that fit no computation: explained, because a
-- commutation was asked for or the term was decided anew; or not provable, because a length in days cannot be compared with one
-- in months, nobody says of what kind the penalty is, or how long the detention before a 管制 was.
SELECT
    COALESCE(found.county, '') AS county,
    CASE WHEN found.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(found.explanation, found.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM (
    SELECT probation_bounds.county, CAST(NULL AS VARCHAR) AS explanation, probation_bounds.not_provable FROM probation_bounds
    UNION ALL
    SELECT miscounted_terms.county, miscounted_terms.explanation, miscounted_terms.not_provable FROM miscounted_terms
) AS found
WHERE found.explanation IS NOT NULL OR found.not_provable IS NOT NULL
GROUP BY
    COALESCE(found.county, ''),
    CASE WHEN found.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(found.explanation, found.not_provable)
ORDER BY county, outcome, explanation
