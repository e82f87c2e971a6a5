-- The levels of agreement of each candidate pair, field by field, added up to the number of their combination (combinations.py).
-- A field empty on either side is 'missing' and says nothing. Reads candidates(a, b), compared_records,
-- decided_apart and told: what comparing values in Python, once per distinct pair of values, says.
WITH sides AS (
    SELECT
        candidates.a, candidates.b, a.in_population AND b.in_population AS both_in_population,
        a.name AS name_a, b.name AS name_b, a.name_key AS key_a, b.name_key AS key_b,
        a.folded_id AS folded_a, b.folded_id AS folded_b, a.former_folded_id AS former_a, b.former_folded_id AS former_b,
        a.valid AS valid_a, b.valid AS valid_b, a.stray OR b.stray AS stray,
        coalesce(a.replaced_by, a.valid) AS root_a, coalesce(b.replaced_by, b.valid) AS root_b,
        CASE WHEN a.written_so THEN a.valid ELSE a.written_otherwise END AS written_a,
        CASE WHEN b.written_so THEN b.valid ELSE b.written_otherwise END AS written_b, a.other_document OR b.other_document AS other_document,
        a.case_no_key AS case_a, b.case_no_key AS case_b, a.with_namesake OR b.with_namesake AS with_namesake,
        a.defendant_no AS defendant_a, b.defendant_no AS defendant_b,
        a.county AS county_a, b.county AS county_b, a.effective_date AS effective_a, b.effective_date AS effective_b,
        -- what a number says of birth and sex is no second witness beside that number, or one a slip away
        CASE WHEN told.id_slip OR (a.valid IS NOT NULL AND b.valid IS NOT NULL) THEN a.birth_stated ELSE a.birth_date END AS birth_a,
        CASE WHEN told.id_slip OR (a.valid IS NOT NULL AND b.valid IS NOT NULL) THEN b.birth_stated ELSE b.birth_date END AS birth_b,
        CASE WHEN told.id_slip OR (a.valid IS NOT NULL AND b.valid IS NOT NULL) THEN a.sex_stated ELSE a.sex END AS sex_a,
        CASE WHEN told.id_slip OR (a.valid IS NOT NULL AND b.valid IS NOT NULL) THEN b.sex_stated ELSE b.sex END AS sex_b,
        told.name_level, told.id_slip, told.case_slip
    FROM candidates
    INNER JOIN compared_records AS a ON a.mention = candidates.a
    INNER JOIN compared_records AS b ON b.mention = candidates.b
    LEFT JOIN told ON told.a = candidates.a AND told.b = candidates.b
)

SELECT
    sides.a, sides.b,
    CASE
        WHEN sides.name_a = sides.name_b THEN {name_exact}
        WHEN sides.key_a = sides.key_b THEN {name_spelling}
        WHEN sides.folded_a = sides.folded_b THEN {name_variant}
        WHEN sides.former_a = sides.folded_b OR sides.folded_a = sides.former_b OR sides.former_a = sides.former_b THEN {name_former}
        ELSE coalesce(sides.name_level, {name_missing})
    END
    + CASE
        WHEN sides.birth_a IS NULL OR sides.birth_b IS NULL THEN {birth_missing}
        WHEN sides.birth_a = sides.birth_b THEN {birth_equal}
        WHEN year(sides.birth_a) = year(sides.birth_b)
            AND (month(sides.birth_a) = month(sides.birth_b) OR day(sides.birth_a) = day(sides.birth_b)
                OR (month(sides.birth_a) = day(sides.birth_b) AND day(sides.birth_a) = month(sides.birth_b))) THEN {birth_near}
        WHEN month(sides.birth_a) = month(sides.birth_b) AND day(sides.birth_a) = day(sides.birth_b) THEN {birth_near}
        ELSE {birth_different}
    END
    + CASE
        WHEN sides.valid_a = sides.valid_b THEN {id_equal}
        WHEN sides.root_a = sides.root_b THEN {id_former}
        WHEN sides.valid_a IS NOT NULL AND sides.valid_b IS NOT NULL
            THEN CASE WHEN sides.stray THEN {id_another_s} ELSE {id_both_valid_different} END
        WHEN sides.written_a IS NULL OR sides.written_b IS NULL THEN {id_missing}
        WHEN sides.written_a = sides.written_b AND chars(sides.written_a) >= 8 THEN {id_equal_unproven}
        WHEN sides.other_document THEN {id_missing}
        WHEN sides.valid_a IS NULL AND sides.valid_b IS NULL THEN {id_both_invalid}
        WHEN sides.id_slip THEN {id_one_slip}
        ELSE {id_far}
    END
    + CASE
        WHEN sides.case_a IS NULL OR sides.case_b IS NULL THEN {case_missing}
        WHEN sides.case_a = sides.case_b AND sides.with_namesake THEN {case_equal_of_two}
        WHEN sides.case_a = sides.case_b THEN {case_equal}
        WHEN sides.case_slip THEN {case_one_slip}
        ELSE {case_different}
    END
    + CASE
        WHEN sides.sex_a IS NULL OR sides.sex_b IS NULL THEN {sex_missing}
        WHEN sides.sex_a = sides.sex_b THEN {sex_equal}
        ELSE {sex_different}
    END
    + CASE
        WHEN sides.county_a IS NULL OR sides.county_b IS NULL THEN {county_missing}
        WHEN sides.county_a = sides.county_b THEN {county_equal}
        WHEN substr(sides.county_a, 1, 4) = substr(sides.county_b, 1, 4) THEN {county_same_prefecture}
        ELSE {county_different}
    END
    + CASE
        WHEN sides.effective_a IS NULL OR sides.effective_b IS NULL THEN {effective_missing}
        WHEN abs(days_between(sides.effective_a, sides.effective_b)) <= 1 THEN {effective_equal}
        ELSE {effective_different}
    END
    -- two defendants of one case, two entries of the population, or two whom a person told apart, are two people
    + CASE
        WHEN coalesce(sides.case_a = sides.case_b AND sides.defendant_a <> sides.defendant_b, FALSE)
            OR (sides.both_in_population AND coalesce(sides.root_a <> sides.root_b, TRUE))
            OR decided_apart.a IS NOT NULL THEN {apart}
        ELSE 0
    END AS combination
FROM sides
LEFT JOIN decided_apart ON decided_apart.a = sides.a AND decided_apart.b = sides.b
