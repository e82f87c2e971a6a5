-- The level of agreement of each candidate pair, field by field. A field empty on either side is 'missing' and says nothing.
-- Reads candidates(a, b), mentions, roots(mention, id_root), name_forms, and the relations filled by value comparison
-- in Python on distinct differing values: name_levels, id_slips, case_slips.
WITH sides AS (
    SELECT
        candidates.a, candidates.b,
        a.dataset AS dataset_a, b.dataset AS dataset_b,
        a.name AS name_a, b.name AS name_b, a.name_key AS key_a, b.name_key AS key_b,
        a.former_name_key AS former_a, b.former_name_key AS former_b,
        a.id_no AS id_a, b.id_no AS id_b, a.id_no_18 AS valid_a, b.id_no_18 AS valid_b,
        a.id_state AS state_a, b.id_state AS state_b,
        coalesce(root_a.id_root, a.id_no_18) AS root_a, coalesce(root_b.id_root, b.id_no_18) AS root_b,
        a.case_no_key AS case_a, b.case_no_key AS case_b,
        a.defendant_no AS defendant_a, b.defendant_no AS defendant_b,
        a.county AS county_a, b.county AS county_b, a.effective_date AS effective_a, b.effective_date AS effective_b,
        -- what a number says of birth and sex is no second witness beside the number itself
        CASE WHEN a.id_no_18 IS NOT NULL AND b.id_no_18 IS NOT NULL THEN a.birth_stated ELSE a.birth_date END AS birth_a,
        CASE WHEN a.id_no_18 IS NOT NULL AND b.id_no_18 IS NOT NULL THEN b.birth_stated ELSE b.birth_date END AS birth_b,
        CASE WHEN a.id_no_18 IS NOT NULL AND b.id_no_18 IS NOT NULL THEN a.sex_stated ELSE a.sex END AS sex_a,
        CASE WHEN a.id_no_18 IS NOT NULL AND b.id_no_18 IS NOT NULL THEN b.sex_stated ELSE b.sex END AS sex_b
    FROM candidates
    INNER JOIN mentions AS a ON a.mention = candidates.a
    INNER JOIN mentions AS b ON b.mention = candidates.b
    LEFT JOIN roots AS root_a ON root_a.mention = candidates.a
    LEFT JOIN roots AS root_b ON root_b.mention = candidates.b
)

SELECT
    sides.a, sides.b,
    CASE
        WHEN sides.name_a = sides.name_b THEN 'exact'
        WHEN sides.key_a = sides.key_b THEN 'spelling'
        WHEN name_levels.level = 'variant' THEN 'variant'
        WHEN old_a.folded = new_b.folded OR new_a.folded = old_b.folded OR old_a.folded = old_b.folded THEN 'former'
        WHEN name_levels.level IS NOT NULL THEN name_levels.level
        ELSE 'missing'
    END AS name,
    CASE
        WHEN sides.birth_a IS NULL OR sides.birth_b IS NULL THEN 'missing'
        WHEN sides.birth_a = sides.birth_b THEN 'equal'
        WHEN year(sides.birth_a) = year(sides.birth_b)
            AND (month(sides.birth_a) = month(sides.birth_b) OR day(sides.birth_a) = day(sides.birth_b)
                OR (month(sides.birth_a) = day(sides.birth_b) AND day(sides.birth_a) = month(sides.birth_b))) THEN 'near'
        WHEN month(sides.birth_a) = month(sides.birth_b) AND day(sides.birth_a) = day(sides.birth_b) THEN 'near'
        ELSE 'different'
    END AS birth,
    CASE
        WHEN sides.valid_a = sides.valid_b THEN 'equal'
        WHEN sides.root_a = sides.root_b THEN 'former'
        WHEN sides.valid_a IS NOT NULL AND sides.valid_b IS NOT NULL THEN 'both_valid_different'
        WHEN sides.id_a IS NULL OR sides.id_b IS NULL THEN 'missing'
        WHEN sides.state_a = 'lost_digits' OR sides.state_b = 'lost_digits' THEN 'missing'
        -- one character over and over stands in the place of a number and says nothing
        WHEN chars(replace(sides.id_a, substr(sides.id_a, 1, 1), '')) < 4
            OR chars(replace(sides.id_b, substr(sides.id_b, 1, 1), '')) < 4 THEN 'missing'
        WHEN sides.id_a = sides.id_b AND chars(sides.id_a) >= 8 THEN 'equal_unproven'
        WHEN sides.state_a = 'other_document' OR sides.state_b = 'other_document' THEN 'missing'
        WHEN sides.valid_a IS NULL AND sides.valid_b IS NULL THEN 'both_invalid'
        WHEN id_slips.valid IS NOT NULL THEN 'one_slip'
        ELSE 'far'
    END AS id,
    CASE
        WHEN sides.case_a IS NULL OR sides.case_b IS NULL THEN 'missing'
        WHEN sides.case_a = sides.case_b THEN 'equal'
        WHEN case_slips.case_a IS NOT NULL THEN 'one_slip'
        ELSE 'different'
    END AS "case",
    CASE
        WHEN sides.sex_a IS NULL OR sides.sex_b IS NULL THEN 'missing'
        WHEN sides.sex_a = sides.sex_b THEN 'equal'
        ELSE 'different'
    END AS sex,
    CASE
        WHEN sides.county_a IS NULL OR sides.county_b IS NULL THEN 'missing'
        WHEN sides.county_a = sides.county_b THEN 'equal'
        WHEN substr(sides.county_a, 1, 4) = substr(sides.county_b, 1, 4) THEN 'same_prefecture'
        ELSE 'different'
    END AS county,
    CASE
        WHEN sides.effective_a IS NULL OR sides.effective_b IS NULL THEN 'missing'
        WHEN abs(days_between(sides.effective_a, sides.effective_b)) <= 1 THEN 'equal'
        ELSE 'different'
    END AS effective,
    -- two defendants of one case, two entries of the population, or two whom a person told apart, are two people
    coalesce(sides.case_a = sides.case_b AND sides.defendant_a <> sides.defendant_b, FALSE)
    OR (
        sides.dataset_a = 'police.population' AND sides.dataset_b = 'police.population'
        AND coalesce(sides.root_a <> sides.root_b, TRUE)
    )
    OR decided_apart.a IS NOT NULL AS apart
FROM sides
LEFT JOIN name_forms AS new_a ON new_a.name_key = sides.key_a
LEFT JOIN name_forms AS new_b ON new_b.name_key = sides.key_b
LEFT JOIN name_forms AS old_a ON old_a.name_key = sides.former_a
LEFT JOIN name_forms AS old_b ON old_b.name_key = sides.former_b
LEFT JOIN name_levels
    ON name_levels.key_a = least(sides.key_a, sides.key_b) AND name_levels.key_b = greatest(sides.key_a, sides.key_b)
LEFT JOIN id_slips
    ON id_slips.valid = coalesce(sides.valid_a, sides.valid_b)
    AND id_slips.invalid = CASE WHEN sides.valid_a IS NULL THEN sides.id_a ELSE sides.id_b END
LEFT JOIN case_slips
    ON case_slips.case_a = least(sides.case_a, sides.case_b) AND case_slips.case_b = greatest(sides.case_a, sides.case_b)
LEFT JOIN decided_apart ON decided_apart.a = sides.a AND decided_apart.b = sides.b
