-- Candidate pairs whose names, case numbers or numbers must be compared by value; what need not be is null. Names and case numbers
-- stand in order, a valid number before one that is not.
SELECT
    candidates.a, candidates.b,
    CASE WHEN a.folded_id <> b.folded_id THEN least(a.name_key, b.name_key) END AS key_x,
    CASE WHEN a.folded_id <> b.folded_id THEN greatest(a.name_key, b.name_key) END AS key_y,
    CASE WHEN a.case_no_key <> b.case_no_key THEN least(a.case_no_key, b.case_no_key) END AS case_x,
    CASE WHEN a.case_no_key <> b.case_no_key THEN greatest(a.case_no_key, b.case_no_key) END AS case_y,
    CASE WHEN a.valid IS NULL OR b.valid IS NULL THEN coalesce(a.valid, b.valid) END AS valid,
    CASE WHEN a.valid IS NULL THEN a.written_otherwise WHEN b.valid IS NULL THEN b.written_otherwise END AS written
FROM candidates
INNER JOIN compared_records AS a ON a.mention = candidates.a
INNER JOIN compared_records AS b ON b.mention = candidates.b
WHERE a.folded_id <> b.folded_id OR a.case_no_key <> b.case_no_key OR (a.valid IS NULL AND b.valid IS NOT NULL)
    OR (a.valid IS NOT NULL AND b.valid IS NULL)
