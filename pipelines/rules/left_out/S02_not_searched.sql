-- Persons in correction whose time for the next contact is over and for whom no complete search is on file: explained as
-- under S01; or not provable, because the records of contact or of searches do not reach as far, or no date starts the clock.
SELECT
    COALESCE(lost.county, '') AS county,
    CASE WHEN lost.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(lost.explanation, lost.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM out_of_contact_long AS lost
WHERE lost.explanation IS NOT NULL OR lost.not_provable IS NOT NULL
GROUP BY
    COALESCE(lost.county, ''),
    CASE WHEN lost.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(lost.explanation, lost.not_provable)
ORDER BY county, outcome, explanation
