-- Restraint decided during correction of which the agency was told after the three days, or not at all by the night,
-- one row per unbroken stay: its first record that nobody was told of in time, else the first of those left out.
-- `explanation`: why nobody had to be told; `not_provable`: the data do not reach far enough, for the absence or for
-- the term, or nobody says when that was ended; null where neither is so.
WITH during AS (
    SELECT
        restraints.record_id,
        restraints.person_id,
        restraints.kind,
        restraints.id_no_18,
        restraints.decided_on,
        restraints.stay_from,
        restraints.stay_to,
        restraints.notified_on,
        corrections.record_id AS register_record,
        corrections.county,
        corrections.case_no,
        corrections.correction_type,
        COALESCE(restraints.id_no_18 = corrections.id_no_18, FALSE) AS exact,
        COALESCE(restraints.decided_on <= corrections.last_day AND restraints.from_day <= corrections.last_day, FALSE)
            AS in_correction,
        corrections.last_day IS NULL AS end_unknown,
        deadlines.due_day,
        deadlines.arithmetic,
        ROW_NUMBER() OVER (
            PARTITION BY restraints.record_id
            ORDER BY
                CASE
                    WHEN restraints.decided_on <= corrections.last_day AND restraints.from_day <= corrections.last_day THEN 0
                    ELSE 1
                END,
                CASE WHEN corrections.received_on <= restraints.decided_on THEN 0 ELSE 1 END,
                corrections.received_on DESC,
                corrections.record_id
        ) AS place
    FROM restraints
    -- the duty arises with the decision; it lapses for nobody who was held only before or after correction
    INNER JOIN corrections
        ON corrections.person_id = restraints.person_id
        AND restraints.decided_on BETWEEN corrections.first_day AND corrections.last_day_possible
        AND restraints.from_day <= corrections.last_day_possible
    INNER JOIN deadlines ON deadlines.from_day = restraints.decided_on AND deadlines.days = 3
    -- the three days came with the law of 2020
    WHERE restraints.decided_on >= DATE '2020-07-01'
),
untold AS (
    SELECT
        during.*,
        parameters.night,
        days_between(during.due_day, COALESCE(during.notified_on, parameters.night)) AS days,
        -- absence needs proof: the custody records reach beyond the due day and the days of grace
        during.in_correction
        AND (
            during.notified_on IS NOT NULL
            OR COALESCE(reach.covered_to >= add_days(during.due_day, parameters.register_grace_days), FALSE)
        ) AS covered
    FROM during
    CROSS JOIN parameters
    LEFT JOIN reach ON reach.dataset = 'police.custody' AND reach.county = COALESCE(during.county, '')
    WHERE during.place = 1
        AND (
            during.notified_on > during.due_day
            OR (
                during.notified_on IS NULL
                AND parameters.night >= add_days(during.due_day, parameters.register_grace_days)
            )
        )
),
asked AS (
    SELECT
        untold.*,
        CASE
            -- 拘留 that became 逮捕, or one custody in two records: the agency knew from the other record
            WHEN EXISTS (
                SELECT 1
                FROM restraints AS told
                WHERE told.person_id = untold.person_id
                    AND told.stay_from = untold.stay_from
                    AND told.record_id <> untold.record_id
                    AND told.notified_on <= untold.due_day
            ) THEN 'told_otherwise'
            -- the custody carries out a ruling to revoke or return
            WHEN EXISTS (
                SELECT 1
                FROM court_revocations AS revocation
                INNER JOIN persons AS person ON person.record_id = revocation.record_id
                WHERE person.person_id = untold.person_id
                    AND revocation.result = 'granted'
                    AND COALESCE(revocation.ruling_date <= untold.decided_on, TRUE)
                    AND COALESCE(revocation.ruling_date >= add_months(untold.decided_on, -12), TRUE)
            ) THEN 'carries_out_ruling'
            -- the agency itself asked for the arrest
            WHEN untold.kind IN ('criminal_detention', 'arrest')
                AND EXISTS (
                    SELECT 1
                    FROM reactions
                    WHERE reactions.person_id = untold.person_id
                        AND reactions.kind = 'petition_arrest'
                        AND reactions.decided_on BETWEEN add_months(untold.decided_on, -3) AND untold.decided_on
                ) THEN 'own_petition'
        END AS explanation,
        CASE WHEN untold.end_unknown THEN 'end_unknown' WHEN NOT untold.covered THEN 'not_covered' END AS not_provable
    FROM untold
),
-- one clue per stay: its first record that nobody was told of in time
first_of_stay AS (
    SELECT
        asked.*,
        ROW_NUMBER() OVER (
            PARTITION BY asked.person_id, asked.stay_from
            ORDER BY
                CASE
                    WHEN asked.explanation IS NULL AND asked.not_provable IS NULL THEN 0
                    WHEN asked.explanation IS NULL THEN 1
                    ELSE 2
                END,
                asked.decided_on,
                asked.record_id
        ) AS record_of_stay
    FROM asked
)
SELECT
    first_of_stay.record_id,
    first_of_stay.register_record,
    first_of_stay.county,
    first_of_stay.case_no,
    first_of_stay.correction_type,
    first_of_stay.kind,
    first_of_stay.exact,
    first_of_stay.decided_on,
    first_of_stay.notified_on,
    first_of_stay.due_day,
    first_of_stay.arithmetic,
    first_of_stay.night,
    first_of_stay.days,
    first_of_stay.explanation,
    first_of_stay.not_provable
FROM first_of_stay
WHERE first_of_stay.record_of_stay = 1
