-- What each cell touched by a candidate, a conflict or a decision holds, for the guards over whole groups.
WITH touched AS (
    SELECT cells.cell FROM blocked_judged INNER JOIN cells ON cells.mention = blocked_judged.a
    WHERE blocked_judged.ceiling <> 'different'
    UNION
    SELECT cells.cell FROM blocked_judged INNER JOIN cells ON cells.mention = blocked_judged.b
    WHERE blocked_judged.ceiling <> 'different'
    UNION
    SELECT cells.cell FROM number_conflicts INNER JOIN cells ON cells.mention = number_conflicts.a
    UNION
    SELECT cells.cell FROM number_conflicts INNER JOIN cells ON cells.mention = number_conflicts.b
    UNION
    SELECT cells.cell FROM decided_apart INNER JOIN cells ON cells.mention = decided_apart.a
    UNION
    SELECT cells.cell FROM decided_apart INNER JOIN cells ON cells.mention = decided_apart.b
    UNION
    SELECT cells.cell FROM decided_candidates INNER JOIN cells ON cells.mention = decided_candidates.a
    UNION
    SELECT cells.cell FROM decided_candidates INNER JOIN cells ON cells.mention = decided_candidates.b
)

SELECT cells.cell, count(*) AS records,
    -- a number known to be somebody else's is none
    max(CASE WHEN cells.number IS NULL OR strays.mention IS NOT NULL THEN 0 ELSE 1 END) = 1 AS numbered,
    max(CASE WHEN mentions.dataset_bit = 16 THEN 1 ELSE 0 END) = 1 AS in_population,
    max(CASE WHEN owners.owned AND owners.records > 1 THEN 1 ELSE 0 END) = 1 AS settled
FROM cells
INNER JOIN touched ON touched.cell = cells.cell
INNER JOIN mentions ON mentions.mention = cells.mention
LEFT JOIN owners ON owners.cell = cells.cell
LEFT JOIN strays ON strays.mention = cells.mention
GROUP BY cells.cell
