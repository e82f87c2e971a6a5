-- The pairs of docs/architecture.md: record ids in order, what was decided and why.
WITH decided AS (
    SELECT
        judged.a, judged.b, a.record_id AS record_a, b.record_id AS record_b,
        CASE WHEN a.person = b.person THEN 'same' WHEN decided_pairs.kind = 'different' THEN 'different' ELSE 'review' END AS outcome,
        CASE
            WHEN decided_pairs.kind IS NOT NULL THEN 'decided'
            WHEN a.cell = b.cell AND judged.id = 'former' THEN 'former_id'
            WHEN a.cell = b.cell OR (a.person <> b.person AND judged.id = 'equal') THEN 'id'
            WHEN a.person <> b.person THEN 'scored'
            WHEN held_edges.ceiling IS NOT NULL THEN held_edges.ceiling
            WHEN a.way = 'decided' OR b.way = 'decided' THEN 'decided'
            WHEN a.way = 'scored' OR b.way = 'scored' THEN 'scored'
            WHEN a.way = 'case' OR b.way = 'case' THEN 'case'
            ELSE 'scored'
        END AS way,
        judged.weight, judgements.one_number, judgements.levels,
        -- what a person said comes first, then what the records say
        CASE
            WHEN decided_pairs.words IS NULL THEN judgements.explanation
            WHEN judgements.explanation = '' THEN decided_pairs.words
            ELSE decided_pairs.words || ';' || judgements.explanation
        END AS explanation,
        a.person = b.person AND a.cell <> b.cell AND held_edges.ceiling IS NULL AND decided_pairs.kind IS NULL
        OR (a.cell = b.cell AND judged.id = 'equal' AND NOT judgements.one_number) AS through_others
    FROM joined_judged AS judged
    INNER JOIN judgements ON judgements.combination = judged.combination
    INNER JOIN membership AS a ON a.mention = judged.a
    INNER JOIN membership AS b ON b.mention = judged.b
    LEFT JOIN held_edges ON held_edges.a = judged.a AND held_edges.b = judged.b
    LEFT JOIN decided_pairs ON decided_pairs.a = judged.a AND decided_pairs.b = judged.b
)

SELECT
    record_a, record_b, outcome, way, CAST(weight AS BIGINT) AS weight, outcome = 'same' AND one_number AS exact,
    CASE
        WHEN outcome = 'review' THEN '需人工判断:' || explanation
        WHEN through_others THEN '经同一人的其他记录认定:' || explanation
        ELSE explanation
    END AS explanation,
    levels
FROM decided
-- mentions are numbered in the order of record ids
ORDER BY a, b
