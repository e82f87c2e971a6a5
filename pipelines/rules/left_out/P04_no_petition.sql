-- Terms of correction (courses) with grounds for a petition each of which has an explanation or is not provable; by
-- the first ground that is only not provable, else by the first.
WITH ranked AS (
    SELECT
        duty.county,
        duty.explanation,
        duty.not_provable,
        ROW_NUMBER() OVER (
            PARTITION BY duty.course
            ORDER BY
                CASE
                    WHEN duty.explanation IS NULL AND duty.not_provable IS NULL THEN 0
                    WHEN duty.explanation IS NULL THEN 1
                    ELSE 2
                END,
                duty.due_day,
                duty.ground,
                duty.record_1
        ) AS place
    FROM unanswered_duties AS duty
    WHERE duty.to_petition
)
SELECT
    COALESCE(ranked.county, '') AS county,
    CASE WHEN ranked.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(ranked.explanation, ranked.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM ranked
WHERE ranked.place = 1 AND (ranked.explanation IS NOT NULL OR ranked.not_provable IS NOT NULL)
GROUP BY
    COALESCE(ranked.county, ''),
    CASE WHEN ranked.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(ranked.explanation, ranked.not_provable)
ORDER BY county, outcome, explanation
