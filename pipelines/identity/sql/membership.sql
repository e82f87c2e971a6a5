-- Every mention with its person, the way it came to it, and the edge that explains it best.
WITH sizes AS (SELECT cell, count(*) AS records FROM cells GROUP BY cell),

grouped AS (
    SELECT cells.mention, cells.cell, cells.number, coalesce(group_of.root, cells.cell) AS person,
        sizes.records AS of_number
    FROM cells
    INNER JOIN sizes ON sizes.cell = cells.cell
    LEFT JOIN group_of ON group_of.cell = cells.cell
),

ends AS (
    SELECT a AS mention, b AS other, ceiling FROM held_edges
    UNION ALL
    SELECT b, a, ceiling FROM held_edges
),

best AS (
    SELECT ends.mention, ends.other, ends.ceiling,
        row_number() OVER (
            PARTITION BY ends.mention
            ORDER BY CASE ends.ceiling WHEN 'decided' THEN 0 WHEN 'case' THEN 1 ELSE 2 END, judged.weight DESC, ends.other
        ) AS place,
        coalesce(decided_pairs.words || ';', '') || judgements.explanation AS explanation
    FROM ends
    INNER JOIN blocked_judged AS judged
        ON judged.a = least(ends.mention, ends.other) AND judged.b = greatest(ends.mention, ends.other)
    INNER JOIN judgements ON judgements.combination = judged.combination
    LEFT JOIN decided_pairs
        ON decided_pairs.a = least(ends.mention, ends.other) AND decided_pairs.b = greatest(ends.mention, ends.other)
)

SELECT grouped.mention, mentions.record_id, mentions.dataset, grouped.cell, grouped.number, grouped.person, grouped.of_number,
    CASE
        WHEN grouped.of_number > 1 AND roots.mention IS NOT NULL THEN 'former_id'
        WHEN grouped.of_number > 1 THEN 'id'
        WHEN best.ceiling IN ('decided', 'case', 'scored') THEN best.ceiling
        ELSE 'single'
    END AS way,
    best.explanation AS edge_explanation, other.dataset AS edge_dataset,
    'p' || substr(md5(minted.record_id), 1, 20) AS person_id
FROM grouped
INNER JOIN mentions ON mentions.mention = grouped.mention
INNER JOIN minted ON minted.person = grouped.person
LEFT JOIN roots ON roots.mention = grouped.mention
LEFT JOIN best ON best.mention = grouped.mention AND best.place = 1
LEFT JOIN mentions AS other ON other.mention = best.other
