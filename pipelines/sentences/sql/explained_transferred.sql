-- The case appears in a transfer that the new county accepted; a register row answering another sentence does not count.
SELECT u.record_id, 6 AS place, 'transferred' AS explanation, t.record_id AS evidence, t.received_date AS since
FROM unreceived AS u
JOIN link_candidates AS c ON c.duty_record = u.record_id
JOIN register_known AS r ON r.record_id = c.register_record
JOIN justice_transfers AS t ON t.correction_no = r.correction_no
CROSS JOIN parameters AS n
WHERE t.received_date <= n.night
  AND NOT EXISTS (
      SELECT 1 FROM links AS l
      WHERE l.origin = c.origin AND l.register_record = c.register_record AND l.duty_record <> c.duty_record)
