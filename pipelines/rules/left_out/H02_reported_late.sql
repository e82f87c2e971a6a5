-- Sentences and prison releases whose person was received, of whom it cannot be told whether in time: no date starts the clock.
SELECT received_late.county, CAST(NULL AS VARCHAR) AS explanation, received_late.not_provable
FROM received_late
