-- One round of pairing: a pair stands when each is the other's best among the pairs still open.
-- Both sides use one total order, so every round settles at least one pair and the order of rows cannot matter.
WITH ranked AS (
    SELECT origin, duty_record, register_record, evidence,
           row_number() OVER (
               PARTITION BY duty_record
               ORDER BY standing, evidence, received_in_case, days_apart, received_on, duty_record, register_record
           ) AS place_for_duty,
           row_number() OVER (
               PARTITION BY origin, register_record
               ORDER BY standing, evidence, received_in_case, days_apart, received_on, duty_record, register_record
           ) AS place_for_register
    FROM link_open
)
SELECT origin, duty_record, register_record, evidence
FROM ranked
WHERE place_for_duty = 1 AND place_for_register = 1
