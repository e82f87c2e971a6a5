-- People (terms of correction that ended) restricted afterwards, where each restriction has an explanation or is not
-- provable; who has one that has neither is a finding.
WITH freed AS (
    SELECT
        restriction.register_record,
        COALESCE(restriction.county, '') AS county,
        COUNT(CASE WHEN restriction.explanation IS NULL AND restriction.not_provable IS NULL THEN 1 END) AS unexplained,
        MIN(CASE WHEN restriction.explanation IS NULL THEN restriction.not_provable END) AS not_provable,
        MIN(restriction.explanation) AS explanation
    FROM restrictions_after_end AS restriction
    GROUP BY restriction.register_record, COALESCE(restriction.county, '')
)
SELECT
    freed.county,
    CASE WHEN freed.not_provable IS NULL THEN 'explained' ELSE 'not_provable' END AS outcome,
    COALESCE(freed.not_provable, freed.explanation) AS explanation,
    COUNT(*) AS rows_counted
FROM freed
WHERE freed.unexplained = 0
GROUP BY
    freed.county,
    CASE WHEN freed.not_provable IS NULL THEN 'explained' ELSE 'not_provable' END,
    COALESCE(freed.not_provable, freed.explanation)
ORDER BY county, outcome, explanation
