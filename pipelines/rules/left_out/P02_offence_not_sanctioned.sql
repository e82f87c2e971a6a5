-- Offences not answered in time that have an explanation or are not provable.
SELECT duty.county, duty.explanation, duty.not_provable
FROM unanswered_duties AS duty
WHERE duty.ground = 'offence'
