-- Since when each mention is known, and the first record, no longer delivered, that made the same claim (valid number and name):
-- its person takes over that record's id. A mention without history counts as known for ever.
WITH vanished AS (
    SELECT seen.claim, min(iso_text(seen.first_day) || '|' || seen.record_id) AS code
    FROM seen
    LEFT JOIN mentions ON mentions.record_id = seen.record_id
    WHERE mentions.record_id IS NULL AND seen.claim <> ''
    GROUP BY seen.claim
)

SELECT mentions.mention, coalesce(seen.first_day, DATE '1970-01-01') AS first_day, vanished.code AS former
FROM mentions
LEFT JOIN seen ON seen.record_id = mentions.record_id
LEFT JOIN vanished
    ON vanished.claim = CASE WHEN mentions.id_no_18 IS NOT NULL THEN substr(md5(mentions.id_no_18 || '|' || mentions.name_key), 1, 16) END
