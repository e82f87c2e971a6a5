-- Records of one contested number that stand beside each other where a person stands once (two rows of one case in one register, two
-- entries of the population) under names not written as one.
SELECT levels.a, levels.b
FROM contested_levels AS levels
INNER JOIN mentions AS a ON a.mention = levels.a
INNER JOIN mentions AS b ON b.mention = levels.b
INNER JOIN name_forms AS name_a ON name_a.name_key = a.name_key
INNER JOIN name_forms AS name_b ON name_b.name_key = b.name_key
WHERE a.dataset_bit = b.dataset_bit AND name_a.folded_id <> name_b.folded_id
    AND ((a.dataset_bit IN (1, 4, 8) AND a.case_no_key = b.case_no_key) OR a.dataset_bit = 16)
ORDER BY levels.a, levels.b
