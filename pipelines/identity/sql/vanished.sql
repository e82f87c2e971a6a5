-- Of each claim (valid number and name) the first record that made it and is no longer delivered. Reads gone: such rows of seen.
SELECT claim, min(iso_text(first_day) || '|' || record_id) AS code
FROM gone
WHERE claim <> ''
GROUP BY claim
