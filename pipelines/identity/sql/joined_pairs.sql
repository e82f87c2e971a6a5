-- Pairs to explain: all pairs of one person one side of which is a sentence, a register row or a release;
-- every edge that joined; every pair to review; every pair a person decided.
WITH several AS (
    SELECT mention, person, dataset_bit IN (1, 4, 8) AS central
    FROM membership
    WHERE person IN (SELECT person FROM membership GROUP BY person HAVING count(*) > 1)
)

SELECT least(x.mention, y.mention) AS a, greatest(x.mention, y.mention) AS b
FROM several AS x
INNER JOIN several AS y ON y.person = x.person AND y.mention <> x.mention
WHERE x.central AND (NOT y.central OR x.mention < y.mention)
UNION
SELECT a, b FROM held_edges
UNION
SELECT a, b FROM review_pairs
UNION
SELECT a, b FROM decided_pairs
