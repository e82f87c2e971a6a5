-- Persons in correction who are out of contact: lost, or to be called lost but for an explanation or for contact records
-- that do not reach as far. Excused without having been due for so long, or late by the days of grace alone, is not here.
SELECT
    state.record_id,
    state.county,
    state.correction_type,
    state.as_of,
    state.days_beyond,
    state.band,
    state.level,
    state.level_assumed,
    state.interval_days,
    state.last_contact_date,
    state.last_contact_record,
    state.anchor_date,
    state.anchor_way,
    state.due_date,
    state.search_record,
    state.explanation,
    CASE WHEN state.state = 'not_provable' THEN CASE WHEN state.due_date IS NULL THEN 'clock_unknown' ELSE 'not_covered' END END
        AS not_provable
FROM contact_states AS state
CROSS JOIN parameters
WHERE state.state = 'lost'
    OR (
        state.state = 'not_provable'
        AND (state.due_date IS NULL OR days_between(state.due_date, parameters.night) > parameters.contact_grace_days)
    )
    OR (
        state.state = 'explained'
        AND CASE
            WHEN state.search_record IS NOT NULL THEN TRUE
            -- the leave began the interval anew: the one before it counts
            WHEN state.explanation = 'leave'
                THEN days_between(add_days(state.last_contact_date, state.interval_days), state.as_of)
                > parameters.contact_grace_days
            -- the next contact would have been due after the end of the term
            WHEN state.explanation = 'term_over'
                THEN days_between(state.due_date, parameters.night) > parameters.contact_grace_days
            ELSE days_between(state.due_date, state.as_of) > parameters.contact_grace_days
        END
    )
