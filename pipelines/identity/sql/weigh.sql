-- The weight of each compared pair in milli-bits: prior, every field's level, and how common the name is tonight.
-- A missing field has no row in weights and adds nothing.
SELECT
    compared.a, compared.b, compared.name, compared.birth, compared.id, compared."case", compared.sex, compared.county,
    compared.effective, compared.apart,
    {prior}
    + coalesce(w_name.weight, 0) + coalesce(w_birth.weight, 0) + coalesce(w_id.weight, 0) + coalesce(w_case.weight, 0)
    + coalesce(w_sex.weight, 0) + coalesce(w_county.weight, 0) + coalesce(w_effective.weight, 0)
    + coalesce(frequency_weights.weight, 0) AS weight
FROM compared
INNER JOIN mentions AS a ON a.mention = compared.a
INNER JOIN mentions AS b ON b.mention = compared.b
INNER JOIN bearers AS borne_a ON borne_a.name_key = a.name_key
INNER JOIN bearers AS borne_b ON borne_b.name_key = b.name_key
LEFT JOIN weights AS w_name ON w_name.field = 'name' AND w_name.level = compared.name
LEFT JOIN weights AS w_birth ON w_birth.field = 'birth' AND w_birth.level = compared.birth
LEFT JOIN weights AS w_id ON w_id.field = 'id' AND w_id.level = compared.id
LEFT JOIN weights AS w_case ON w_case.field = 'case' AND w_case.level = compared."case"
LEFT JOIN weights AS w_sex ON w_sex.field = 'sex' AND w_sex.level = compared.sex
LEFT JOIN weights AS w_county ON w_county.field = 'county' AND w_county.level = compared.county
LEFT JOIN weights AS w_effective ON w_effective.field = 'effective' AND w_effective.level = compared.effective
LEFT JOIN frequency_weights
    ON frequency_weights.level = compared.name
    AND CASE
        WHEN compared.name IN ('homophone', 'transliteration') THEN greatest(borne_a.sounded, borne_b.sounded)
        ELSE greatest(borne_a.written, borne_b.written)
    END BETWEEN frequency_weights.at_least AND frequency_weights.below - 1
