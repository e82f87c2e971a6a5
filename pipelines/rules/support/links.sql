-- Why two cited records are one person's, or may be: the pair's own explanation, else through the person they share.
-- `cited_pairs` (record_a < record_b) is put there by the runner.
WITH explained AS (
    SELECT
        cited_pairs.record_a,
        cited_pairs.record_b,
        COALESCE(pairs.outcome, 'same') AS outcome,
        COALESCE(pairs.way, person_b.way) AS way,
        COALESCE(pairs.exact, FALSE) AS exact,
        COALESCE(pairs.explanation, person_a.explanation || '；' || person_b.explanation) AS explanation,
        ROW_NUMBER() OVER (
            PARTITION BY cited_pairs.record_a, cited_pairs.record_b
            ORDER BY pairs.outcome DESC, pairs.way, pairs.weight DESC, pairs.explanation
        ) AS place
    FROM cited_pairs
    LEFT JOIN pairs ON pairs.record_a = cited_pairs.record_a AND pairs.record_b = cited_pairs.record_b
    LEFT JOIN persons AS person_a ON person_a.record_id = cited_pairs.record_a
    LEFT JOIN persons AS person_b
        ON person_b.record_id = cited_pairs.record_b AND person_b.person_id = person_a.person_id
    WHERE pairs.record_a IS NOT NULL OR person_b.record_id IS NOT NULL
)
SELECT record_a, record_b, outcome, way, exact, explanation
FROM explained
WHERE place = 1
ORDER BY record_a, record_b
