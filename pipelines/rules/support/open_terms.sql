-- Register rows whose term of correction by court runs, each with the sentence it was linked to and its own length. A table of its own:
-- planned in one piece with what reads it, sentences would be paired with terms by kind before they are by link.
SELECT
    register.record_id,
    link.sentence_record,
    register.correction_type,
    register.start_date,
    register.effective_date,
    CASE
        WHEN register.correction_type = 'probation' AND register.probation_term_kind = 'probation'
            THEN register.probation_term_months
        WHEN register.correction_type = 'public_surveillance'
            AND register.principal_penalty_kind IN ('public_surveillance', 'unspecified')
            THEN register.principal_penalty_months
    END AS months,
    CASE
        WHEN register.correction_type = 'probation' THEN register.probation_term_days
        ELSE register.principal_penalty_days
    END AS days
FROM justice_register AS register
LEFT JOIN sentence_links AS link ON link.register_record = register.record_id
WHERE register.status IN ('in_correction', 'not_reported')
    AND register.correction_type IN ('probation', 'public_surveillance')
