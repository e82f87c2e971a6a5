-- The pairs of docs/architecture.md as numbers: what was decided, and how and why as the number of a text (outcome.py).
WITH decided AS (
    SELECT
        judged.a, judged.b, judged.weight, judged.combination, coalesce(decided_pairs.place, 0) AS place,
        CASE WHEN a.person = b.person THEN {same} WHEN decided_pairs.kind = 'different' THEN {different} ELSE {review} END AS outcome,
        CASE
            WHEN decided_pairs.kind IS NOT NULL THEN {decided}
            WHEN a.cell = b.cell AND judged.id = 'former' THEN {former_id}
            WHEN a.cell = b.cell OR (a.person <> b.person AND judged.id = 'equal') THEN {id}
            WHEN a.person <> b.person THEN {scored}
            WHEN held_edges.ceiling = 'decided' THEN {decided}
            WHEN held_edges.ceiling = 'case' THEN {case}
            WHEN held_edges.ceiling IS NOT NULL THEN {scored}
            WHEN a.way = 'decided' OR b.way = 'decided' THEN {decided}
            WHEN a.way = 'scored' OR b.way = 'scored' THEN {scored}
            WHEN a.way = 'case' OR b.way = 'case' THEN {case}
            ELSE {scored}
        END AS way,
        CASE
            WHEN a.person = b.person AND a.cell <> b.cell AND held_edges.ceiling IS NULL AND decided_pairs.kind IS NULL THEN 1
            WHEN a.cell = b.cell AND judged.id = 'equal' THEN 2
            ELSE 0
        END AS through
    FROM joined_judged AS judged
    INNER JOIN membership AS a ON a.mention = judged.a
    INNER JOIN membership AS b ON b.mention = judged.b
    LEFT JOIN held_edges ON held_edges.a = judged.a AND held_edges.b = judged.b
    LEFT JOIN decided_pairs ON decided_pairs.a = judged.a AND decided_pairs.b = judged.b
)

SELECT a, b, CAST(weight AS BIGINT) AS weight, place * {place} + combination * 128 + outcome * 32 + way * 4 + through AS text
FROM decided
-- mentions are numbered in the order of record ids
ORDER BY a, b
