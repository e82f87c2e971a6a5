-- Register rows in correction without a decision linked to them: explained, because the person has another decision or a release
-- from prison that may well be the one; or not provable, because there is neither number nor case to look for, the identity
-- waits for a decision, a decision of the same case is linked to nobody, the court's row could not be read, no date says when
-- it was decided, or the court's deliveries do not reach from before that day to after it.
SELECT
    COALESCE(found.county, '') AS county,
    CASE WHEN found.explanation IS NULL THEN 'not_provable' ELSE 'explained' END AS outcome,
    COALESCE(found.explanation, found.not_provable) AS explanation,
    COUNT(*) AS rows_counted
FROM undecided_files AS found
WHERE found.explanation IS NOT NULL OR found.not_provable IS NOT NULL
GROUP BY
    COALESCE(found.county, ''),
    CASE WHEN found.explanation IS NULL THEN 'not_provable' ELSE 'explained' END,
    COALESCE(found.explanation, found.not_provable)
ORDER BY county, outcome, explanation
