-- Outings (those no more than three days apart are one) with stays outside, each of which was allowed or is not
-- provable; one by what is not provable of it, else by the first reason.
WITH ranked AS (
    SELECT
        outings.register_record,
        outings.explanation,
        outings.not_provable,
        ROW_NUMBER() OVER (
            PARTITION BY outings.register_record, outings.outing
            ORDER BY
                CASE WHEN outings.reason IS NULL THEN 0 WHEN outings.explanation IS NULL THEN 1 ELSE 2 END,
                outings.reason,
                outings.record_id
        ) AS place
    FROM outings
    WHERE outings.kind = 'stay'
)
SELECT
    supervised.county,
    CASE WHEN ranked.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(ranked.explanation, ranked.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM ranked
INNER JOIN supervised ON supervised.record_id = ranked.register_record
WHERE ranked.place = 1 AND (ranked.explanation IS NOT NULL OR ranked.not_provable IS NOT NULL)
GROUP BY
    supervised.county,
    CASE WHEN ranked.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(ranked.explanation, ranked.not_provable)
ORDER BY county, outcome, explanation
