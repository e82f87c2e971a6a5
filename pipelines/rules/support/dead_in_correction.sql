-- Persons the police report dead whose register row is in correction still: after thirty days, or with contacts after the death.
-- `explanation`: it was another number that died. `not_provable`: the register does not reach beyond the thirty days.
WITH died AS (
    SELECT
        register.record_id,
        register.correction_no,
        register.county,
        register.case_no,
        register.correction_type,
        register.id_no_18,
        resident.record_id AS population_record,
        resident.status_date AS died_on,
        COALESCE(resident.id_no_18 = register.id_no_18, FALSE) AS exact,
        deadlines.due_day,
        deadlines.arithmetic,
        -- the register speaks for the day it reaches, not beyond
        CASE WHEN reach.covered_to IS NOT NULL THEN LEAST(reach.covered_to, parameters.night) END AS seen_on,
        parameters.night,
        listed.person_id,
        ROW_NUMBER() OVER (
            PARTITION BY register.record_id
            ORDER BY
                CASE WHEN resident.id_no_18 = register.id_no_18 THEN 0 ELSE 1 END,
                resident.status_date DESC,
                resident.record_id
        ) AS place
    FROM police_population AS resident
    CROSS JOIN parameters
    INNER JOIN persons AS dead ON dead.record_id = resident.record_id
    INNER JOIN persons AS listed ON listed.person_id = dead.person_id
    INNER JOIN justice_register AS register ON register.record_id = listed.record_id
    LEFT JOIN reach ON reach.dataset = 'justice.register' AND reach.county = COALESCE(register.county, '')
    LEFT JOIN deadlines ON deadlines.from_day = resident.status_date AND deadlines.days = 30
    WHERE resident.status = 'died'
        AND resident.status_date <= parameters.night
        AND register.status = 'in_correction'
        AND NOT COALESCE(register.ended_date <= parameters.night, FALSE)
),
-- an attempt that failed is no contact; the day of death itself proves nothing
contacts_after AS (
    SELECT
        died.record_id,
        contact.record_id AS contact_record,
        day_of(contact.contacted_at) AS contact_on,
        COUNT(contact.record_id) OVER (PARTITION BY died.record_id) AS contacts,
        ROW_NUMBER() OVER (PARTITION BY died.record_id ORDER BY contact.contacted_at, contact.record_id) AS place,
        ROW_NUMBER() OVER (PARTITION BY died.record_id ORDER BY contact.contacted_at DESC, contact.record_id) AS place_from_end
    FROM died
    INNER JOIN justice_contacts AS contact ON contact.correction_no = died.correction_no
    WHERE died.place = 1
        AND contact.result = 'normal'
        AND day_of(contact.contacted_at) BETWEEN add_days(died.died_on, 1) AND died.night
),
found AS (
    SELECT
        died.*,
        COALESCE(died.seen_on > died.due_day, FALSE) AS too_late,
        first_contact.contacts,
        first_contact.contact_on AS first_on,
        first_contact.contact_record AS first_record,
        last_contact.contact_on AS last_on,
        last_contact.contact_record AS last_record
    FROM died
    LEFT JOIN contacts_after AS first_contact ON first_contact.record_id = died.record_id AND first_contact.place = 1
    LEFT JOIN contacts_after AS last_contact ON last_contact.record_id = died.record_id AND last_contact.place_from_end = 1
    WHERE died.place = 1
)
SELECT
    found.*,
    -- the register's own number lives on: it was another number that died
    CASE
        WHEN EXISTS (
            SELECT 1
            FROM police_population AS living
            INNER JOIN persons AS person ON person.record_id = living.record_id
            WHERE person.person_id = found.person_id
                AND living.status IN ('normal', 'moved_out')
                AND living.id_no_18 = found.id_no_18
        ) THEN 'other_number'
    END AS explanation,
    CASE
        WHEN found.seen_on IS NULL OR NOT (found.too_late OR found.first_on IS NOT NULL) THEN 'not_covered'
    END AS not_provable
FROM found
WHERE found.too_late OR found.first_on IS NOT NULL OR found.night > found.due_day
