-- Sentences and prison releases whose person was received, of whom it cannot be told whether in time: no date starts the clock.
SELECT
    COALESCE(received_late.county, '') AS county,
    'not_provable' AS outcome,
    received_late.not_provable AS explanation,
    COUNT(*) AS rows_counted
FROM received_late
WHERE received_late.not_provable IS NOT NULL
GROUP BY COALESCE(received_late.county, ''), received_late.not_provable
ORDER BY county, outcome, explanation
