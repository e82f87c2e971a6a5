-- Every mention with its person, the way it came to it, and the edge that explains it best.
WITH sizes AS (SELECT cell, count(*) AS records FROM cells GROUP BY cell),

ends AS (
    SELECT a AS mention, b AS other, ceiling FROM held_edges
    UNION ALL
    SELECT b, a, ceiling FROM held_edges
),

weighed AS (
    SELECT ends.mention, ends.other, ends.ceiling, judged.combination,
        row_number() OVER (
            PARTITION BY ends.mention
            ORDER BY CASE ends.ceiling WHEN 'decided' THEN 0 WHEN 'case' THEN 1 ELSE 2 END, judged.weight DESC, ends.other
        ) AS place
    FROM ends
    INNER JOIN blocked_judged AS judged
        ON judged.a = least(ends.mention, ends.other) AND judged.b = greatest(ends.mention, ends.other)
),

best AS (SELECT mention, other, ceiling, combination FROM weighed WHERE place = 1)

SELECT cells.mention, cells.dataset_bit, cells.cell, cells.number_id, coalesce(group_of.root, cells.cell) AS person,
    sizes.records AS of_number,
    CASE
        WHEN sizes.records > 1 AND roots.mention IS NOT NULL THEN 'former_id'
        WHEN sizes.records > 1 THEN 'id'
        WHEN best.ceiling IN ('decided', 'case', 'scored') THEN best.ceiling
        ELSE 'single'
    END AS way,
    best.other, others.dataset_bit AS other_bit, best.combination
FROM cells
INNER JOIN sizes ON sizes.cell = cells.cell
LEFT JOIN group_of ON group_of.cell = cells.cell
LEFT JOIN roots ON roots.mention = cells.mention
LEFT JOIN best ON best.mention = cells.mention
LEFT JOIN cells AS others ON others.mention = best.other
