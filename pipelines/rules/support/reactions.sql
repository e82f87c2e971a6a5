-- What was done about a person's conduct, by weight: 1 训诫, 2 警告 or 提请治安管理处罚, 3 a petition to revoke or return.
-- 管制 cannot be revoked: there the petition for a public security penalty is the heaviest, weight 3.
-- A petition that only the court's table knows counts as well; without any date it counts for every day.
WITH petitions_in_court AS (
    SELECT
        revocation.record_id,
        person.person_id,
        NULLIF(revocation.original_case_no_key, '') AS case_no_key,
        COALESCE(revocation.petition_received_date, revocation.ruling_date) AS decided_on,
        CASE
            WHEN revocation.result = 'refused' AND revocation.ruling_date <= parameters.night THEN revocation.ruling_date
        END AS refused_on,
        parameters.night
    FROM court_revocations AS revocation
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = revocation.record_id
),
sanctions AS (
    SELECT
        sanction.record_id,
        register.record_id AS register_record,
        person.person_id,
        NULLIF(register.case_no_key, '') AS case_no_key,
        sanction.kind,
        sanction.decided_date AS decided_on,
        CASE WHEN sanction.behaviour_date <= sanction.decided_date THEN sanction.behaviour_date END AS behaviour_on,
        sanction.reason,
        CASE
            WHEN sanction.kind = 'admonition' THEN 1
            WHEN sanction.kind = 'warning' THEN 2
            WHEN sanction.kind = 'petition_public_security_penalty' AND register.correction_type = 'public_surveillance' THEN 3
            WHEN sanction.kind = 'petition_public_security_penalty' THEN 2
            WHEN sanction.kind IN (
                'petition_revoke_probation', 'petition_revoke_parole', 'petition_return_to_prison', 'petition_arrest'
            ) THEN 3
        END AS weight
    FROM justice_sanctions AS sanction
    CROSS JOIN parameters
    INNER JOIN justice_register AS register ON register.correction_no = sanction.correction_no
    INNER JOIN persons AS person ON person.record_id = register.record_id
    WHERE sanction.decided_date <= parameters.night
),
-- the court's refusal ends a petition of the agency
refusals AS (
    SELECT sanctions.record_id, MIN(petitions_in_court.refused_on) AS refused_on
    FROM sanctions
    INNER JOIN petitions_in_court
        ON petitions_in_court.person_id = sanctions.person_id
        AND petitions_in_court.refused_on >= sanctions.decided_on
        AND COALESCE(petitions_in_court.case_no_key = sanctions.case_no_key, TRUE)
    WHERE sanctions.weight = 3
    GROUP BY sanctions.record_id
)
SELECT
    sanctions.record_id,
    sanctions.register_record,
    sanctions.person_id,
    sanctions.case_no_key,
    sanctions.kind,
    sanctions.weight,
    sanctions.decided_on,
    sanctions.behaviour_on,
    sanctions.reason,
    refusals.refused_on
FROM sanctions
LEFT JOIN refusals ON refusals.record_id = sanctions.record_id
WHERE sanctions.weight IS NOT NULL
UNION ALL
SELECT
    petitions_in_court.record_id,
    CAST(NULL AS VARCHAR) AS register_record,
    petitions_in_court.person_id,
    petitions_in_court.case_no_key,
    'petition_in_court' AS kind,
    3 AS weight,
    petitions_in_court.decided_on,
    CAST(NULL AS DATE) AS behaviour_on,
    CAST(NULL AS VARCHAR) AS reason,
    petitions_in_court.refused_on
FROM petitions_in_court
WHERE COALESCE(petitions_in_court.decided_on <= petitions_in_court.night, TRUE)
