-- The keys of all blocking rules in one table: rule, name, day, rest; what a rule does not use stands at its zero.
-- {residue} = 1: only of records still without a certain partner.
SELECT mention, cell, residue, 1 AS rule, folded_id AS name, birth_date AS day, '' AS rest
FROM keyed_records WHERE residue >= {residue} AND birth_date IS NOT NULL
UNION ALL
-- a former name leads to the records under it
SELECT mention, cell, residue, 1, former_folded_id, birth_date, ''
FROM keyed_records WHERE residue >= {residue} AND birth_date IS NOT NULL AND former_folded_id IS NOT NULL
UNION ALL
-- names that sound alike, and one birth date
SELECT mention, cell, residue, 2, sounds_id, birth_date, ''
FROM keyed_records WHERE residue >= {residue} AND birth_date IS NOT NULL
UNION ALL
SELECT mention, cell, residue, 3, 0, DATE '0001-01-01', case_no_key
FROM keyed_records WHERE residue >= {residue} AND case_no_key IS NOT NULL
UNION ALL
SELECT mention, cell, residue, 4, folded_id, effective_date, ''
FROM keyed_records WHERE residue >= {residue} AND effective_date IS NOT NULL
UNION ALL
-- one slip leaves the first nine or the last eight characters of a number whole
SELECT mention, cell, residue, 5, sounds_id, DATE '0001-01-01', substr(digits, 1, 9)
FROM keyed_records WHERE residue >= {residue} AND digits IS NOT NULL
UNION ALL
SELECT mention, cell, residue, 6, sounds_id, DATE '0001-01-01', substr(digits, chars(digits) - 7, 8)
FROM keyed_records WHERE residue >= {residue} AND digits IS NOT NULL
UNION ALL
-- surname, birth date and the end or start of the number
SELECT mention, cell, residue, 7, 0, birth_date, surname || substr(digits, chars(digits) - 3, 4)
FROM keyed_records WHERE residue >= {residue} AND digits IS NOT NULL AND birth_date IS NOT NULL
UNION ALL
SELECT mention, cell, residue, 8, 0, birth_date, surname || substr(digits, 1, 6)
FROM keyed_records WHERE residue >= {residue} AND digits IS NOT NULL AND birth_date IS NOT NULL
UNION ALL
SELECT mention, cell, residue, 9, 0, DATE '0001-01-01', document
FROM keyed_records WHERE residue >= {residue} AND document IS NOT NULL
