-- Records that still carry a number the police have replaced, each with the first resident's row that says so. Their person
-- has both numbers, so they stand in person_numbers.
SELECT numbers.record_id, MIN(replaced_numbers.record_id) AS population_record
FROM person_numbers AS numbers
INNER JOIN replaced_numbers
    ON replaced_numbers.former_id_no_18 = numbers.id_no_18 AND replaced_numbers.person_id = numbers.person_id
WHERE numbers.record_id <> replaced_numbers.record_id
GROUP BY numbers.record_id
