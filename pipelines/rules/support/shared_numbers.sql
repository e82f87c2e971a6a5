-- Valid numbers that records of more than one person carry, one row per number and person with the first such record.
-- Few numbers are more than one person's, and what is asked further is asked of these alone.
WITH of_two_persons AS (
    SELECT numbers.id_no_18
    FROM person_numbers AS numbers
    GROUP BY numbers.id_no_18
    HAVING MIN(numbers.person_id) <> MAX(numbers.person_id)
)
SELECT numbers.id_no_18, numbers.person_id, MIN(numbers.record_id) AS record_id
FROM person_numbers AS numbers
INNER JOIN of_two_persons ON of_two_persons.id_no_18 = numbers.id_no_18
GROUP BY numbers.id_no_18, numbers.person_id
