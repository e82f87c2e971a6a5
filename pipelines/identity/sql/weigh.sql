-- The weight of each compared pair in milli-bits: what its combination of levels weighs, and how common the name is tonight.
SELECT
    compared.a, compared.b, compared.combination,
    judgements.weight + {per_doubling} * CASE judgements.frequency
        WHEN 'written' THEN greatest(borne_a.written, borne_b.written)
        WHEN 'sounded' THEN greatest(borne_a.sounded, borne_b.sounded)
        ELSE 0
    END AS weight
FROM compared
INNER JOIN judgements ON judgements.combination = compared.combination
INNER JOIN borne AS borne_a ON borne_a.mention = compared.a
INNER JOIN borne AS borne_b ON borne_b.mention = compared.b
