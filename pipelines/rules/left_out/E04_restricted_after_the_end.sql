-- People (terms of correction that ended) restricted afterwards, where each restriction has an explanation or is not
-- provable; who has one that has neither is a finding.
SELECT
    restriction.county,
    -- one that is not provable is not explained by another that is
    CASE
        WHEN COUNT(CASE WHEN restriction.explanation IS NULL THEN 1 END) = 0 THEN MIN(restriction.explanation)
    END AS explanation,
    MIN(CASE WHEN restriction.explanation IS NULL THEN restriction.not_provable END) AS not_provable
FROM restrictions_after_end AS restriction
GROUP BY restriction.register_record, restriction.county
HAVING COUNT(CASE WHEN restriction.explanation IS NULL AND restriction.not_provable IS NULL THEN 1 END) = 0
