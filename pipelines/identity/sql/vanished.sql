-- Of each claim (valid number and name) the first record that made it and is no longer delivered.
SELECT seen.claim, min(iso_text(seen.first_day) || '|' || seen.record_id) AS code
FROM seen
LEFT JOIN record_ids ON record_ids.record_id = seen.record_id
WHERE record_ids.record_id IS NULL AND seen.claim <> ''
GROUP BY seen.claim
