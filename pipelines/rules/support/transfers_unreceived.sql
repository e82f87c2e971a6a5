-- Transfers to another county whose day to report there is over without a reception on file. `explanation`: the matter went on or
-- ended otherwise, the new county's register has the person, or the person had died or was held. `not_provable`: no register row
-- has the transfer's number, or the new county's register does not reach beyond the days of grace (outside the region: never).
WITH open_transfers AS (
    SELECT
        transfer.record_id,
        transfer.correction_no,
        transfer.from_county,
        transfer.to_county,
        transfer.decided_date,
        deadlines.arithmetic,
        -- a later day set for this person counts, if it lies within a month of the decision
        CASE
            WHEN transfer.report_due_date > deadlines.due_day
                AND transfer.report_due_date <= add_months(transfer.decided_date, 1)
                THEN transfer.report_due_date
            ELSE deadlines.due_day
        END AS due_day,
        CASE
            WHEN transfer.report_due_date > deadlines.due_day
                AND transfer.report_due_date <= add_months(transfer.decided_date, 1)
                THEN '；另定报到日期 ' || iso_text(transfer.report_due_date)
            ELSE ''
        END AS due_note
    FROM justice_transfers AS transfer
    CROSS JOIN parameters
    INNER JOIN deadlines ON deadlines.from_day = transfer.decided_date AND deadlines.days = 7
    WHERE transfer.received_date IS NULL OR transfer.received_date > parameters.night
),
overdue AS (
    SELECT
        open_transfers.*,
        register.record_id AS register_record,
        register.case_no,
        register.correction_type,
        register.id_no_18,
        register.status,
        register.ended_date,
        register.end_reason,
        register.end_date,
        person.person_id,
        days_between(open_transfers.due_day, parameters.night) AS days,
        -- absence needs proof: the new county is ours and its register reaches beyond the grace
        COALESCE(
            new_county.in_region
            AND reach.covered_to > add_days(open_transfers.due_day, parameters.register_grace_days)
            AND parameters.night > add_days(open_transfers.due_day, parameters.register_grace_days),
            FALSE
        ) AS proven,
        COALESCE(reach.covered_to >= parameters.night, FALSE) AS register_covers_night,
        CASE WHEN old_county.in_region THEN open_transfers.from_county ELSE open_transfers.to_county END AS county,
        COALESCE(old_county.short_name, open_transfers.from_county) AS from_name,
        COALESCE(new_county.short_name, open_transfers.to_county) AS to_name
    FROM open_transfers
    CROSS JOIN parameters
    LEFT JOIN justice_register AS register ON register.correction_no = open_transfers.correction_no
    LEFT JOIN persons AS person ON person.record_id = register.record_id
    LEFT JOIN counties AS old_county ON old_county.county = open_transfers.from_county
    LEFT JOIN counties AS new_county ON new_county.county = open_transfers.to_county
    LEFT JOIN reach ON reach.dataset = 'justice.register' AND reach.county = open_transfers.to_county
    WHERE parameters.night > open_transfers.due_day
)
SELECT
    overdue.record_id,
    overdue.county,
    overdue.register_record,
    overdue.case_no,
    overdue.correction_type,
    overdue.id_no_18,
    overdue.decided_date,
    overdue.due_day,
    overdue.due_note,
    overdue.arithmetic,
    overdue.days,
    overdue.register_covers_night,
    overdue.from_name,
    overdue.to_name,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM justice_transfers AS later
            WHERE later.correction_no = overdue.correction_no
                AND later.decided_date > overdue.decided_date
                AND later.decided_date <= parameters.night
        ) THEN 'transferred'
        -- the term was over before the person had to be there; the old county's row also ends by the transfer itself
        WHEN (
            COALESCE(overdue.ended_date <= overdue.due_day, FALSE)
            AND overdue.status <> 'transferred_out'
            AND COALESCE(overdue.end_reason, '') <> 'transferred_out'
        )
        OR COALESCE(overdue.end_date <= overdue.due_day, FALSE) THEN 'term_over'
        -- the new county has the person in its register after the decision
        WHEN EXISTS (
            SELECT 1
            FROM justice_register AS received
            LEFT JOIN persons AS person ON person.record_id = received.record_id
            WHERE received.county = overdue.to_county
                AND (received.record_id = overdue.register_record OR person.person_id = overdue.person_id)
                AND (
                    received.reported_date BETWEEN overdue.decided_date AND parameters.night
                    OR received.received_date BETWEEN overdue.decided_date AND parameters.night
                )
        ) THEN 'received_there'
        WHEN EXISTS (
            SELECT 1 FROM deaths
            WHERE deaths.person_id = overdue.person_id AND COALESCE(deaths.died_on <= parameters.night, TRUE)
        ) THEN 'died'
        WHEN EXISTS (
            SELECT 1 FROM restraints
            WHERE restraints.person_id = overdue.person_id
                -- inside on the last day, or now
                AND (
                    overdue.due_day BETWEEN restraints.from_day AND restraints.to_day
                    OR parameters.night BETWEEN restraints.from_day AND restraints.to_day
                )
        ) THEN 'custody'
    END AS explanation,
    CASE
        WHEN overdue.register_record IS NULL THEN 'file_unknown'
        WHEN NOT overdue.proven THEN 'not_covered'
    END AS not_provable
FROM overdue
CROSS JOIN parameters
