-- Terms discharged as completed before the end that is believed first: explained (the case goes on in another file, commutation,
-- revocation, death, a decision that was replaced); or not provable, because other dates on file allow the discharge.
SELECT
    COALESCE(early.county, '') AS county,
    CASE WHEN early.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(early.explanation, early.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM discharged_early AS early
WHERE early.explanation IS NOT NULL OR early.not_provable IS NOT NULL
GROUP BY
    COALESCE(early.county, ''),
    CASE WHEN early.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(early.explanation, early.not_provable)
ORDER BY county, outcome, explanation
