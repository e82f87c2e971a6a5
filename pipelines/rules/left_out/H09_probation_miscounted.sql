-- Penalties and lengths of probation outside the law, first and last days of a term that fit no computation: explained, because a
-- commutation was asked for or the term was decided anew; or not provable, because a length in days cannot be compared with one
-- in months, nobody says of what kind the penalty is, or how long the detention before a 管制 was.
SELECT probation_bounds.county, CAST(NULL AS VARCHAR) AS explanation, probation_bounds.not_provable
FROM probation_bounds
UNION ALL
SELECT miscounted_terms.county, miscounted_terms.explanation, miscounted_terms.not_provable
FROM miscounted_terms
