-- What shows that a person in correction breached the rules (again), per course: every sanction (it presupposes a breach),
-- every public security offence, and being out of contact on the night.
SELECT
    corrections.course,
    reactions.record_id,
    reactions.kind,
    COALESCE(reactions.behaviour_on, reactions.decided_on) AS conduct_on,
    reactions.behaviour_on IS NULL AS undated,
    reactions.decided_on AS known_on,
    -- the agency's own answer to a public security penalty is no further breach
    reactions.kind IN ('admonition', 'warning') AND COALESCE(reactions.reason LIKE '%治安%处罚%', FALSE) AS answers_penalty
FROM reactions
INNER JOIN corrections ON corrections.record_id = reactions.register_record
UNION ALL
SELECT
    offences.course,
    offences.record_id,
    'offence' AS kind,
    offences.offence_on AS conduct_on,
    offences.undated,
    offences.known_on,
    FALSE AS answers_penalty
FROM offences
UNION ALL
SELECT
    corrections.course,
    corrections.record_id,
    'out_of_contact' AS kind,
    add_days(lost.as_of, 1 - lost.days_beyond) AS conduct_on,
    FALSE AS undated,
    add_days(lost.as_of, 1 - lost.days_beyond) AS known_on,
    FALSE AS answers_penalty
FROM contact_states AS lost
INNER JOIN corrections ON corrections.record_id = lost.record_id
WHERE lost.state = 'lost' AND lost.days_beyond >= 1
