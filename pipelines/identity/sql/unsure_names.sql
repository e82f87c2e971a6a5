-- Pairs that would join by score though their names are not written as one, with their cells; firm: see siblings.sql.
SELECT judged.a, judged.b, judged.name, a.cell AS cell_a, b.cell AS cell_b,
    coalesce(sibling_a.firm, FALSE) OR coalesce(sibling_b.firm, FALSE) AS firm
FROM blocked_judged AS judged
INNER JOIN cells AS a ON a.mention = judged.a
INNER JOIN cells AS b ON b.mention = judged.b
LEFT JOIN siblings AS sibling_a ON sibling_a.mention = judged.a
LEFT JOIN siblings AS sibling_b ON sibling_b.mention = judged.b
WHERE judged.ceiling = 'scored' AND judged.name NOT IN ('exact', 'spelling', 'variant', 'former')
ORDER BY judged.a, judged.b
