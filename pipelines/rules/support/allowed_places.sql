-- Where a person in correction who was seen outside was allowed to be, and when: one row per reason. Without a zone
-- the place does not matter. `reason` puts the ways in the order in which one of several is named, below 10; above,
-- that it cannot be read what was allowed.
WITH seen_outside AS (
    SELECT sightings_outside.person_id FROM sightings_outside
    UNION
    SELECT fixes_outside.person_id FROM fixes_outside
),
mentions AS (
    SELECT person.record_id, person.person_id
    FROM persons AS person
    INNER JOIN seen_outside ON seen_outside.person_id = person.person_id
),
corrected AS (
    SELECT register.*, mentions.person_id, parameters.night
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN mentions ON mentions.record_id = register.record_id
)
SELECT
    corrected.person_id,
    'leave' AS way,
    5 AS reason,
    leave.record_id,
    leave.start_date AS from_day,
    leave.end_date AS to_day,
    CASE WHEN NOT place.retired THEN place.zone END AS zone
FROM justice_leaves AS leave
INNER JOIN corrected ON corrected.correction_no = leave.correction_no
LEFT JOIN counties AS place ON place.county = leave.destination_county
WHERE leave.approved
UNION ALL
-- a part of the text that cannot be read may mean any county
SELECT
    corrected.person_id,
    'permit' AS way,
    CASE WHEN NOT place.retired THEN 6 ELSE 12 END AS reason,
    permit.record_id,
    permit.start_date AS from_day,
    permit.end_date AS to_day,
    CASE WHEN NOT place.retired THEN place.zone END AS zone
FROM justice_permits AS permit
INNER JOIN corrected ON corrected.correction_no = permit.correction_no
LEFT JOIN permit_counties ON permit_counties.counties = permit.counties
LEFT JOIN counties AS place ON place.county = permit_counties.county
UNION ALL
-- a decided change of county: the person may go and live there from the decision on, until the next change is decided
SELECT
    corrected.person_id,
    'transfer' AS way,
    3 AS reason,
    transfer.record_id,
    transfer.decided_date AS from_day,
    COALESCE(
        LEAD(transfer.decided_date) OVER (PARTITION BY corrected.person_id ORDER BY transfer.decided_date, transfer.record_id),
        DATE '9999-12-31'
    ) AS to_day,
    CASE WHEN NOT place.retired THEN place.zone END AS zone
FROM justice_transfers AS transfer
INNER JOIN corrected ON corrected.correction_no = transfer.correction_no
LEFT JOIN counties AS place ON place.county = transfer.to_county
WHERE transfer.decided_date <= corrected.night
UNION ALL
-- the county of any file of the person, not yet reported there included
SELECT
    corrected.person_id,
    'home' AS way,
    4 AS reason,
    corrected.record_id,
    COALESCE(
        LEAST(
            corrected.effective_date,
            corrected.start_date,
            corrected.documents_received_date,
            corrected.reported_date,
            corrected.received_date
        ),
        DATE '0001-01-01'
    ) AS from_day,
    CASE WHEN corrected.ended_date <= corrected.night THEN corrected.ended_date ELSE DATE '9999-12-31' END AS to_day,
    CASE WHEN NOT place.retired THEN place.zone END AS zone
FROM corrected
LEFT JOIN counties AS place ON place.county = corrected.county
UNION ALL
-- who is held goes where the police take them, and a number used meanwhile is used by somebody else
SELECT
    restraints.person_id,
    'custody' AS way,
    2 AS reason,
    restraints.record_id,
    restraints.from_day,
    restraints.to_day,
    CAST(NULL AS VARCHAR) AS zone
FROM restraints
INNER JOIN seen_outside ON seen_outside.person_id = restraints.person_id
UNION ALL
SELECT
    deaths.person_id,
    'died' AS way,
    1 AS reason,
    deaths.record_id,
    COALESCE(deaths.died_on, DATE '0001-01-01') AS from_day,
    DATE '9999-12-31' AS to_day,
    CAST(NULL AS VARCHAR) AS zone
FROM deaths
INNER JOIN seen_outside ON seen_outside.person_id = deaths.person_id
