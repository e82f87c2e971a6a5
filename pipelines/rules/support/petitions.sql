-- Petitions to revoke or return and their rulings, each with the register row it concerns: same case, else same kind and in
-- correction when it was made. What is dated after the night is not known yet.
WITH known AS (
    SELECT
        revocation.record_id,
        person.person_id,
        revocation.original_case_no,
        NULLIF(revocation.original_case_no_key, '') AS case_no_key,
        revocation.ruling_no,
        revocation.id_no_18,
        revocation.revocation_type,
        CASE revocation.revocation_type
            WHEN 'revoke_probation' THEN 'probation'
            WHEN 'revoke_parole' THEN 'parole'
            ELSE 'temporary_release'
        END AS correction_type,
        revocation.petition_received_date AS received_on,
        revocation.result,
        CASE WHEN revocation.ruling_date <= parameters.night THEN revocation.ruling_date END AS ruled_on,
        -- a ruling dated after the night has not been made yet
        revocation.result IN ('granted', 'refused') AND COALESCE(revocation.ruling_date <= parameters.night, TRUE) AS ruled,
        CASE WHEN revocation.delivered_date <= parameters.night THEN revocation.delivered_date END AS delivered_on
    FROM court_revocations AS revocation
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = revocation.record_id
    WHERE COALESCE(revocation.petition_received_date <= parameters.night, TRUE)
),
concerned AS (
    SELECT
        known.record_id,
        corrections.record_id AS register_record,
        corrections.county,
        corrections.id_no_18,
        corrections.last_day,
        ROW_NUMBER() OVER (
            PARTITION BY known.record_id
            ORDER BY
                CASE WHEN corrections.case_no_key = known.case_no_key THEN 0 ELSE 1 END,
                corrections.last_day DESC,
                corrections.received_on DESC,
                corrections.record_id
        ) AS place
    FROM known
    INNER JOIN corrections
        ON corrections.person_id = known.person_id
        AND (
            corrections.case_no_key = known.case_no_key
            OR (
                (known.case_no_key IS NULL OR corrections.case_no_key IS NULL)
                AND corrections.correction_type = known.correction_type
                AND COALESCE(known.received_on, known.ruled_on) >= corrections.first_day
            )
        )
)
SELECT
    known.record_id,
    known.person_id,
    COALESCE(known.original_case_no, known.ruling_no) AS case_no,
    known.case_no_key,
    known.revocation_type,
    known.correction_type,
    known.received_on,
    known.result,
    known.ruled_on,
    known.ruled,
    known.delivered_on,
    concerned.register_record,
    concerned.county,
    -- nobody is wronged by a clue about the court or the police; still the county must be the right one
    COALESCE(concerned.id_no_18 = known.id_no_18, FALSE) AS exact
FROM known
LEFT JOIN concerned ON concerned.record_id = known.record_id AND concerned.place = 1
