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
SELECT ranked.county, ranked.explanation, ranked.not_provable
FROM ranked
WHERE ranked.place = 1
