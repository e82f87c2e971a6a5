-- Public security offences of people in correction, one row per person and day of the offence: the penalty with the
-- detention that carries it out, or a detention without a penalty decision (its offence then has no day of its own).
WITH penalties AS (
    SELECT
        penalty.record_id,
        person.person_id,
        penalty.id_no_18,
        penalty.decided_date AS decided_on,
        CASE WHEN penalty.behaviour_date <= penalty.decided_date THEN penalty.behaviour_date END AS behaviour_on,
        penalty.cause LIKE '%监督管理%' OR penalty.cause LIKE '%社区矫正%' AS for_breach
    FROM police_penalties AS penalty
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = penalty.record_id
    WHERE penalty.decided_date <= parameters.night
),
detentions AS (
    SELECT
        custody.record_id,
        person.person_id,
        custody.id_no_18,
        custody.decided_date AS decided_on,
        CASE WHEN custody.end_date <= parameters.night THEN custody.end_date END AS released_on,
        CASE
            WHEN custody.corrections_notified_date <= parameters.night THEN custody.corrections_notified_date
        END AS notified_on,
        custody.reason LIKE '%监督管理%' OR custody.reason LIKE '%社区矫正%' AS for_breach
    FROM police_custody AS custody
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = custody.record_id
    WHERE custody.kind = 'administrative_detention'
        AND custody.decided_date <= parameters.night
),
-- a detention decided from the day before the penalty to a fortnight after it carries the penalty out
carried_out AS (
    SELECT
        penalties.record_id AS penalty_record,
        detentions.record_id AS detention_record,
        detentions.released_on,
        detentions.notified_on,
        ROW_NUMBER() OVER (
            PARTITION BY penalties.record_id
            ORDER BY ABS(days_between(penalties.decided_on, detentions.decided_on)), detentions.record_id
        ) AS place
    FROM penalties
    INNER JOIN detentions
        ON detentions.person_id = penalties.person_id
        AND days_between(penalties.decided_on, detentions.decided_on) BETWEEN -1 AND 15
),
punished AS (
    SELECT
        penalties.record_id,
        penalties.person_id,
        penalties.id_no_18,
        COALESCE(penalties.behaviour_on, penalties.decided_on) AS offence_on,
        penalties.behaviour_on IS NULL AS undated,
        penalties.decided_on,
        COALESCE(penalties.for_breach, FALSE) AS for_breach,
        carried_out.detention_record,
        carried_out.released_on,
        carried_out.notified_on
    FROM penalties
    LEFT JOIN carried_out ON carried_out.penalty_record = penalties.record_id AND carried_out.place = 1
    UNION ALL
    SELECT
        detentions.record_id,
        detentions.person_id,
        detentions.id_no_18,
        detentions.decided_on AS offence_on,
        TRUE AS undated,
        detentions.decided_on,
        COALESCE(detentions.for_breach, FALSE) AS for_breach,
        detentions.record_id AS detention_record,
        detentions.released_on,
        detentions.notified_on
    FROM detentions
    WHERE NOT EXISTS (SELECT 1 FROM carried_out WHERE carried_out.detention_record = detentions.record_id)
),
-- the row of the county that had the person on that day
during AS (
    SELECT
        punished.*,
        corrections.record_id AS register_record,
        corrections.course,
        ROW_NUMBER() OVER (
            PARTITION BY punished.record_id
            ORDER BY
                CASE WHEN corrections.received_on <= punished.offence_on THEN 0 ELSE 1 END,
                corrections.received_on DESC,
                corrections.record_id
        ) AS place
    FROM punished
    INNER JOIN corrections
        ON corrections.person_id = punished.person_id
        AND punished.offence_on BETWEEN corrections.first_day AND corrections.last_day
),
-- two decisions about one day are one offence
first_decided AS (
    SELECT
        during.*,
        ROW_NUMBER() OVER (
            PARTITION BY during.person_id, during.offence_on
            ORDER BY CASE WHEN during.undated THEN 1 ELSE 0 END, during.decided_on, during.record_id
        ) AS decision
    FROM during
    WHERE during.place = 1
)
SELECT
    first_decided.record_id,
    first_decided.person_id,
    first_decided.register_record,
    first_decided.course,
    first_decided.id_no_18,
    first_decided.offence_on,
    first_decided.undated,
    first_decided.decided_on,
    first_decided.for_breach,
    first_decided.detention_record,
    first_decided.released_on,
    first_decided.notified_on,
    -- the agency's thirty days begin when it was told, never before the decision
    GREATEST(first_decided.decided_on, COALESCE(first_decided.notified_on, first_decided.decided_on)) AS known_on
FROM first_decided
WHERE first_decided.decision = 1
