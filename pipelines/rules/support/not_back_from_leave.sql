-- Approved leave that was over without the person back and reported back by its last day, one row per absence; the
-- day after the last one is left for the entry. `explanation`: why nobody had to be back, or that the person was;
-- `not_provable`: the leaves do not reach far enough; null where neither is so.
WITH granted AS (
    SELECT
        leave.record_id,
        leave.correction_no,
        leave.start_date,
        leave.end_date,
        leave.destination_county,
        CASE WHEN leave.returned_date <= parameters.night THEN leave.returned_date END AS returned_on
    FROM justice_leaves AS leave
    CROSS JOIN parameters
    WHERE leave.approved
        AND COALESCE(leave.approved_date <= parameters.night, TRUE)
        AND leave.start_date <= leave.end_date
),
overdue AS (
    SELECT
        granted.record_id,
        granted.correction_no,
        granted.start_date,
        granted.end_date,
        granted.returned_on,
        register.record_id AS register_record,
        register.county,
        register.case_no,
        register.correction_type,
        register.end_date AS term_end,
        register.id_no_18,
        person.person_id,
        -- the day after the last one is left for the entry; nothing is said beyond what the leaves reach
        COALESCE(reach.covered_to > add_days(granted.end_date, 1), FALSE) AS covered,
        -- where the leaves do not reach so far nothing is said, and any day will do
        CASE
            WHEN reach.covered_to > add_days(granted.end_date, 1) THEN LEAST(reach.covered_to, parameters.night)
            ELSE parameters.night
        END AS seen_on,
        parameters.night,
        CASE
            WHEN register.end_date <= granted.end_date THEN 'term_over'
            -- who moves inside the zone has not left (办法26)
            WHEN target.zone = home.zone THEN 'inside_zone'
            -- leave goes on
            WHEN EXISTS (
                SELECT 1 FROM granted AS other
                WHERE other.correction_no = granted.correction_no
                    AND other.record_id <> granted.record_id
                    AND other.start_date <= add_days(granted.end_date, 1)
                    AND other.end_date > granted.end_date
            ) THEN 'leave_extended'
            -- another record of the same absence says the person is back
            WHEN EXISTS (
                SELECT 1 FROM granted AS other
                WHERE other.correction_no = granted.correction_no
                    AND other.record_id <> granted.record_id
                    AND other.start_date <= granted.end_date
                    AND other.returned_on BETWEEN granted.start_date AND granted.end_date
            ) THEN 'back_by_then'
        END AS explanation
    FROM granted
    CROSS JOIN parameters
    INNER JOIN justice_register AS register ON register.correction_no = granted.correction_no
    INNER JOIN persons AS person ON person.record_id = register.record_id
    LEFT JOIN reach ON reach.dataset = 'justice.leaves' AND reach.county = COALESCE(register.county, '')
    LEFT JOIN counties AS home ON home.county = register.county
    LEFT JOIN counties AS target ON target.county = granted.destination_county
    WHERE register.status = 'in_correction'
        AND NOT COALESCE(register.ended_date <= parameters.night, FALSE)
        AND parameters.night > add_days(granted.end_date, 1)
        AND (granted.returned_on IS NULL OR granted.returned_on > granted.end_date)
),
-- one absence entered twice is one; what explains one of the records comes last
once AS (
    SELECT
        overdue.*,
        ROW_NUMBER() OVER (
            PARTITION BY overdue.correction_no, overdue.end_date
            ORDER BY
                CASE WHEN overdue.explanation IS NULL THEN 0 ELSE 1 END,
                CASE WHEN overdue.covered THEN 0 ELSE 1 END,
                overdue.start_date,
                overdue.record_id
        ) AS place
    FROM overdue
),
-- contact at home shows that the person is back: in person there, or located in the zone
back AS (
    SELECT
        overdue.record_id,
        contact.record_id AS contact_record,
        day_of(contact.contacted_at) AS back_on,
        ROW_NUMBER() OVER (PARTITION BY overdue.record_id ORDER BY contact.contacted_at, contact.record_id) AS place
    FROM overdue
    INNER JOIN justice_contacts AS contact ON contact.correction_no = overdue.correction_no
    LEFT JOIN counties AS located ON located.county = contact.county
    LEFT JOIN counties AS home ON home.county = overdue.county
    WHERE contact.result = 'normal'
        AND day_of(contact.contacted_at) <= overdue.night
        -- the day of departure may have begun at home
        AND (day_of(contact.contacted_at) > overdue.start_date OR day_of(contact.contacted_at) = overdue.end_date)
        AND (
            located.zone = home.zone
            OR (contact.county IS NULL AND contact.method IN ('in_person', 'home_visit', 'community_service'))
        )
),
away AS (
    SELECT
        overdue.*,
        back.back_on,
        back.contact_record,
        LEAST(overdue.returned_on, back.back_on) AS known_back,
        -- 销假 on the first working day after a rest day may only say when the office was open
        COALESCE(overdue.returned_on <= rolled.due_day, FALSE) AS office_closed
    FROM once AS overdue
    LEFT JOIN back ON back.record_id = overdue.record_id AND back.place = 1
    LEFT JOIN rolled ON rolled.day = overdue.end_date
    WHERE overdue.place = 1
),
counted AS (
    SELECT
        away.*,
        LEAST(COALESCE(away.known_back, away.seen_on), COALESCE(away.term_end, away.seen_on), away.seen_on) AS until_on
    FROM away
)
SELECT
    counted.record_id,
    counted.correction_no,
    counted.start_date,
    counted.end_date,
    counted.returned_on,
    counted.register_record,
    counted.county,
    counted.case_no,
    counted.correction_type,
    counted.id_no_18,
    counted.night,
    counted.back_on,
    counted.contact_record,
    counted.known_back,
    counted.office_closed,
    counted.until_on,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM deaths
            WHERE deaths.person_id = counted.person_id AND COALESCE(deaths.died_on <= add_days(counted.end_date, 1), TRUE)
        ) THEN 'died'
        WHEN EXISTS (
            SELECT 1 FROM restraints
            WHERE restraints.person_id = counted.person_id
                AND restraints.from_day <= add_days(counted.end_date, 1)
                AND restraints.to_day >= counted.end_date
        ) THEN 'custody'
        WHEN counted.explanation IS NOT NULL THEN counted.explanation
        -- on the way to another county: that is a matter of the transfer
        WHEN EXISTS (
            SELECT 1 FROM justice_transfers AS transfer
            WHERE transfer.correction_no = counted.correction_no
                AND transfer.decided_date BETWEEN counted.start_date AND add_days(counted.end_date, 1)
        ) THEN 'transfer'
        WHEN EXISTS (
            SELECT 1 FROM justice_permits AS permit
            WHERE permit.correction_no = counted.correction_no
                AND add_days(counted.end_date, 1) BETWEEN permit.start_date AND permit.end_date
        ) THEN 'permit'
        WHEN counted.back_on <= add_days(counted.end_date, 1) THEN 'back_by_then'
    END AS explanation,
    CASE WHEN NOT counted.covered THEN 'not_covered' END AS not_provable
FROM counted
