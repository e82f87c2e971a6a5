-- The county of each correction number: the register row of the newest accepted delivery that still holds it.
WITH ranked AS (
    SELECT
        register_rows.correction_no,
        register_rows.county,
        ROW_NUMBER() OVER (
            PARTITION BY register_rows.correction_no
            ORDER BY register_deliveries.business_date DESC, register_deliveries.delivery_id, register_rows.record_id
        ) AS place_in_order
    FROM register_rows
    JOIN register_deliveries ON register_deliveries.delivery_id = register_rows.delivery_id
)

SELECT
    correction_no AS place,
    county
FROM ranked
WHERE place_in_order = 1
ORDER BY correction_no
