-- Devices worn too long or without a ground, or still there after correction ended, that have an explanation or are
-- not provable, by newest approval.
SELECT worn.county, worn.explanation, worn.not_provable
FROM devices_worn AS worn
UNION ALL
SELECT restriction.county, restriction.explanation, restriction.not_provable
FROM restrictions_after_end AS restriction
WHERE restriction.kind = 'device'
