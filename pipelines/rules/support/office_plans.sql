-- The plan in force of everybody in correction tonight, the newest made, with the office that wrote it. Who has no office
-- on file is nobody's for this purpose.
WITH written AS (
    SELECT
        plan.record_id,
        register.record_id AS register_record,
        person.person_id,
        register.county,
        register.office_name,
        register.person_name,
        register.former_name,
        plan.made_date AS made_on,
        plan.text,
        ROW_NUMBER() OVER (PARTITION BY register.record_id ORDER BY plan.made_date DESC, plan.record_id DESC) AS place
    FROM justice_plans AS plan
    CROSS JOIN parameters
    INNER JOIN justice_register AS register ON register.correction_no = plan.correction_no
    INNER JOIN persons AS person ON person.record_id = register.record_id
    WHERE plan.made_date <= parameters.night
        AND register.status = 'in_correction'
        AND register.office_name <> ''
)
SELECT
    written.record_id,
    written.register_record,
    written.person_id,
    written.county,
    written.office_name,
    written.person_name,
    written.former_name,
    written.made_on,
    written.text
FROM written
WHERE written.place = 1
