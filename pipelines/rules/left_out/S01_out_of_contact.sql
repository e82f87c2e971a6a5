-- Persons in correction whose time for the next contact is over: explained (died, custody, transfer under way, leave, term
-- over); or not provable, because the records of contact do not reach beyond the day it was due, or no date starts the clock.
SELECT
    COALESCE(lost.county, '') AS county,
    CASE WHEN lost.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(lost.explanation, lost.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM out_of_contact AS lost
WHERE lost.explanation IS NOT NULL OR lost.not_provable IS NOT NULL
GROUP BY
    COALESCE(lost.county, ''),
    CASE WHEN lost.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(lost.explanation, lost.not_provable)
ORDER BY county, outcome, explanation
