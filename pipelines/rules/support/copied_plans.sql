-- Nearly the same plan written three times or more by one office, one row per family of plans. `explanation`: fewer
-- than three people stand behind them, for some have two files; null where three or more do.
WITH family_plans AS (
    SELECT
        office_plans.record_id,
        office_plans.person_id,
        office_plans.county,
        office_plans.office_name,
        office_plans.made_on,
        plan_families.family,
        plan_families.permille
    FROM plan_families
    INNER JOIN office_plans ON office_plans.record_id = plan_families.record_id
),
-- one person with two files is one person
first_of_person AS (
    SELECT
        family_plans.*,
        ROW_NUMBER() OVER (
            PARTITION BY family_plans.family, family_plans.person_id ORDER BY family_plans.made_on, family_plans.record_id
        ) AS plan_of_person
    FROM family_plans
),
ranked AS (
    SELECT
        first_of_person.*,
        ROW_NUMBER() OVER (
            PARTITION BY first_of_person.family, first_of_person.plan_of_person = 1
            ORDER BY first_of_person.made_on, first_of_person.record_id
        ) AS place
    FROM first_of_person
)
SELECT
    ranked.family,
    MIN(ranked.county) AS county,
    MIN(ranked.office_name) AS office_name,
    COUNT(CASE WHEN ranked.plan_of_person = 1 THEN 1 END) AS people,
    MIN(CASE WHEN ranked.plan_of_person = 1 THEN ranked.permille END) AS permille,
    MIN(CASE WHEN ranked.plan_of_person = 1 THEN ranked.made_on END) AS first_day,
    MAX(CASE WHEN ranked.plan_of_person = 1 THEN ranked.made_on END) AS last_day,
    MIN(CASE WHEN ranked.plan_of_person = 1 AND ranked.place = 1 THEN ranked.record_id END) AS plan_1,
    MIN(CASE WHEN ranked.plan_of_person = 1 AND ranked.place = 2 THEN ranked.record_id END) AS plan_2,
    MIN(CASE WHEN ranked.plan_of_person = 1 AND ranked.place = 3 THEN ranked.record_id END) AS plan_3,
    MIN(CASE WHEN ranked.plan_of_person = 1 AND ranked.place = 4 THEN ranked.record_id END) AS plan_4,
    -- the wrong is there with the third copy
    MIN(CASE WHEN ranked.plan_of_person = 1 AND ranked.place = 3 THEN ranked.made_on END) AS third_day,
    CASE WHEN COUNT(CASE WHEN ranked.plan_of_person = 1 THEN 1 END) < 3 THEN 'same_person' END AS explanation,
    -- a copy is its own proof; a text too short to be compared is no plan
    CAST(NULL AS VARCHAR) AS not_provable
FROM ranked
GROUP BY ranked.family
HAVING COUNT(*) >= 3
