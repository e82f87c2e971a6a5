-- One pair of records for every two valid numbers that different systems give one person. `explanation`: the police have
-- replaced one by the other; the record that still carries the old one is told by itself.
WITH of_two_numbers AS (
    SELECT numbers.person_id
    FROM person_numbers AS numbers
    GROUP BY numbers.person_id
    HAVING MIN(numbers.id_no_18) <> MAX(numbers.id_no_18)
),
holders AS (
    SELECT numbers.person_id, MIN(numbers.record_id) AS record_id, numbers.source, numbers.id_no_18
    FROM person_numbers AS numbers
    INNER JOIN of_two_numbers ON of_two_numbers.person_id = numbers.person_id
    GROUP BY numbers.person_id, numbers.source, numbers.id_no_18
)
SELECT
    holder.record_id AS record_a,
    other.record_id AS record_b,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM replaced_numbers
            WHERE (replaced_numbers.id_no_18 = holder.id_no_18 AND replaced_numbers.former_id_no_18 = other.id_no_18)
                OR (replaced_numbers.id_no_18 = other.id_no_18 AND replaced_numbers.former_id_no_18 = holder.id_no_18)
        ) THEN 'number_replaced'
    END AS explanation
FROM holders AS holder
INNER JOIN holders AS other
    ON other.person_id = holder.person_id
    AND other.source <> holder.source
    AND other.id_no_18 <> holder.id_no_18
    AND other.record_id > holder.record_id
