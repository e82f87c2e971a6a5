-- Unbroken stays and new judgments during correction that have an explanation or are not provable; a judgment that
-- belongs to a stay is counted with it.
SELECT
    COALESCE(candidate.county, '') AS county,
    CASE WHEN candidate.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(candidate.explanation, candidate.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM new_offences AS candidate
WHERE candidate.record_of_episode = 1
    AND (candidate.explanation IS NOT NULL OR candidate.not_provable IS NOT NULL)
    AND NOT EXISTS (
        SELECT 1 FROM new_offences AS measure
        WHERE candidate.kind = 'sentence'
            AND measure.kind <> 'sentence'
            AND measure.course = candidate.course
            AND measure.happened_on <= candidate.happened_on
            AND measure.explanation IS NULL
    )
GROUP BY
    COALESCE(candidate.county, ''),
    CASE WHEN candidate.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(candidate.explanation, candidate.not_provable)
ORDER BY county, outcome, explanation
