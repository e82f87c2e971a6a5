-- What shows a new crime during correction, one row per record of the police or the court: 刑事拘留, 逮捕, a new judgment.
-- `record_of_episode` numbers those of one course and unbroken stay, findings first. `explanation`: why it is no new
-- crime; `not_provable`: the register does not show that the term went on, or by which case; null where neither is
-- so.
WITH measures AS (
    SELECT
        restraints.record_id,
        restraints.person_id,
        restraints.kind,
        restraints.id_no_18,
        COALESCE(restraints.decided_on, restraints.from_day) AS happened_on,
        restraints.stay_from
    FROM restraints
    WHERE restraints.kind IN ('criminal_detention', 'arrest')
),
convictions AS (
    SELECT
        sentence.record_id,
        person.person_id,
        sentence.id_no_18,
        NULLIF(sentence.case_no_key, '') AS case_no_key,
        sentence.charges,
        sentence.pronounced_date
    FROM court_sentences AS sentence
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = sentence.record_id
    WHERE sentence.decision_type = 'judgment'
        AND sentence.pronounced_date <= parameters.night
        AND sentence.status IN ('in_force', 'not_in_force', 'on_appeal')
        AND sentence.case_no_key LIKE '%|刑初|%'
),
events AS (
    SELECT
        measures.record_id,
        measures.person_id,
        measures.id_no_18,
        measures.happened_on,
        measures.kind,
        measures.stay_from AS episode_from,
        CAST(NULL AS VARCHAR) AS case_no_key
    FROM measures
    UNION ALL
    SELECT
        convictions.record_id,
        convictions.person_id,
        convictions.id_no_18,
        convictions.pronounced_date AS happened_on,
        'sentence' AS kind,
        convictions.pronounced_date AS episode_from,
        convictions.case_no_key
    FROM convictions
),
during AS (
    SELECT
        events.*,
        corrections.record_id AS register_record,
        corrections.course,
        corrections.county,
        corrections.case_no,
        corrections.correction_type,
        COALESCE(events.id_no_18 = corrections.id_no_18, FALSE) AS exact,
        corrections.first_day,
        corrections.last_day,
        events.kind = 'sentence' AND corrections.case_no_key IS NULL AS case_unknown,
        ROW_NUMBER() OVER (
            PARTITION BY events.record_id
            ORDER BY
                -- the term in which it is a finding first
                CASE
                    WHEN events.happened_on <= corrections.last_day
                        AND (events.kind <> 'sentence' OR corrections.case_no_key IS NOT NULL)
                        THEN 0
                    ELSE 1
                END,
                CASE WHEN corrections.received_on <= events.happened_on THEN 0 ELSE 1 END,
                corrections.received_on DESC,
                corrections.record_id
        ) AS place
    FROM events
    INNER JOIN corrections
        ON corrections.person_id = events.person_id
        AND events.happened_on > corrections.first_day
        AND events.happened_on <= corrections.last_day_possible
    -- the sentence the correction itself rests on is no new one
    WHERE events.kind <> 'sentence'
        OR (
            COALESCE(events.case_no_key <> corrections.case_no_key, TRUE)
            AND NOT EXISTS (
                SELECT 1 FROM sentence_links AS link
                WHERE link.register_record = corrections.record_id AND link.sentence_record = events.record_id
            )
        )
),
judged AS (
    SELECT
        during.*,
        CASE
            -- carries out a ruling: no new crime
            WHEN during.kind <> 'sentence'
                AND EXISTS (
                    SELECT 1
                    FROM court_revocations AS revocation
                    INNER JOIN persons AS person ON person.record_id = revocation.record_id
                    WHERE person.person_id = during.person_id
                        AND revocation.result = 'granted'
                        AND COALESCE(revocation.ruling_date <= during.happened_on, TRUE)
                        AND COALESCE(revocation.ruling_date >= add_months(during.happened_on, -12), TRUE)
                ) THEN 'carries_out_ruling'
            -- the agency itself asked for the arrest
            WHEN during.kind <> 'sentence'
                AND EXISTS (
                    SELECT 1
                    FROM reactions
                    WHERE reactions.person_id = during.person_id
                        AND reactions.kind = 'petition_arrest'
                        AND reactions.decided_on BETWEEN add_months(during.happened_on, -3) AND during.happened_on
                ) THEN 'own_petition'
        END AS explanation,
        CASE
            WHEN during.case_unknown THEN 'case_unknown'
            WHEN during.last_day IS NULL THEN 'end_unknown'
            WHEN during.happened_on > during.last_day THEN 'not_covered'
        END AS not_provable
    FROM during
    WHERE during.place = 1
),
-- one clue per course and unbroken stay; a sentence after it in the same course belongs to it
numbered AS (
    SELECT
        judged.*,
        ROW_NUMBER() OVER (
            PARTITION BY judged.course, judged.kind = 'sentence', judged.episode_from
            ORDER BY
                CASE
                    WHEN judged.explanation IS NULL AND judged.not_provable IS NULL THEN 0
                    WHEN judged.explanation IS NULL THEN 1
                    ELSE 2
                END,
                judged.happened_on,
                judged.record_id
        ) AS record_of_episode
    FROM judged
)
SELECT
    numbered.record_id,
    numbered.register_record,
    numbered.course,
    numbered.county,
    numbered.case_no,
    numbered.correction_type,
    numbered.kind,
    numbered.happened_on,
    numbered.exact,
    numbered.first_day,
    numbered.last_day,
    numbered.record_of_episode,
    numbered.explanation,
    numbered.not_provable
FROM numbered
