-- Pairs of which neither side was settled in the round just made.
SELECT c.*
FROM link_before AS c
WHERE NOT EXISTS (SELECT 1 FROM link_round AS l WHERE l.duty_record = c.duty_record)
  AND NOT EXISTS (SELECT 1 FROM link_round AS l WHERE l.origin = c.origin AND l.register_record = c.register_record)
