-- The persons of docs/architecture.md as numbers, one row per mention: who, and how and why as the number of a text (outcome.py).
SELECT
    membership.mention, membership.person,
    CASE
        WHEN membership.way = 'former_id' THEN 1 * {kind}
        WHEN membership.way = 'id' THEN 2 * {kind} + membership.of_number
        WHEN membership.way = 'single' THEN 3 * {kind} + CASE WHEN owners.cells_of_number > 1 THEN 1 ELSE 0 END
        ELSE CASE membership.way WHEN 'case' THEN 4 WHEN 'scored' THEN 5 ELSE 6 END * {kind}
            + coalesce(decided_pairs.place, 0) * {place} + membership.combination * 128 + membership.other_bit
    END AS text
FROM membership
LEFT JOIN owners ON owners.cell = membership.cell
LEFT JOIN decided_pairs
    ON decided_pairs.a = least(membership.mention, membership.other)
    AND decided_pairs.b = greatest(membership.mention, membership.other)
ORDER BY membership.mention
