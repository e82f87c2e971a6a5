-- Outings shown by position fixes (runs no more than three days apart are one), each run of which was allowed or is
-- not provable; one by what is not provable of it, else by the first reason.
WITH ranked AS (
    SELECT
        runs_outside.register_record,
        runs_outside.explanation,
        runs_outside.not_provable,
        ROW_NUMBER() OVER (
            PARTITION BY runs_outside.register_record, runs_outside.outing
            ORDER BY
                CASE WHEN runs_outside.reason IS NULL THEN 0 WHEN runs_outside.explanation IS NULL THEN 1 ELSE 2 END,
                runs_outside.reason,
                runs_outside.first_record
        ) AS place
    FROM runs_outside
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
