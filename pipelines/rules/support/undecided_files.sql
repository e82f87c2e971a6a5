-- Register rows in correction that no decision was linked to. `explanation`: the person has a decision or a release that may well
-- be the one. `not_provable`: nobody can be looked for, somebody has still to say who is who, the decision may stand in a row that
-- is linked to nobody or could not be read, or the court does not deliver decisions from before and after this one.
WITH registered AS (
    SELECT
        register.record_id,
        person.person_id,
        register.county,
        register.case_no,
        NULLIF(register.case_no_key, '') AS case_no_key,
        -- the second part of a case number is the court's mark, the third the kind of case: 2025|内0105|刑初|123
        NULLIF(regex_group(register.case_no_key, '^[^|]*[|]([^|]*)[|]', 1), '') AS court_mark,
        NULLIF(register.court_name, '') AS court_name,
        register.correction_type,
        CASE
            WHEN register.correction_type IN ('public_surveillance', 'probation') THEN 'sentence'
            -- 假释 and 暂予监外执行 stand under the number of the old judgment, unless a ruling of a court is named
            WHEN regex_group(register.case_no_key, '^[^|]*[|][^|]*[|]([^|]*)[|]', 1) LIKE '%更%' THEN register.correction_type
        END AS decision,
        register.id_no_18,
        CASE
            WHEN register.effective_date <= parameters.night THEN register.effective_date
            WHEN register.start_date <= parameters.night THEN register.start_date
        END AS decided_on,
        CASE
            WHEN register.received_date <= parameters.night THEN register.received_date
            WHEN register.reported_date <= parameters.night THEN register.reported_date
            WHEN register.start_date <= parameters.night THEN register.start_date
            WHEN register.effective_date <= parameters.night THEN register.effective_date
        END AS in_correction_from
    FROM justice_register AS register
    CROSS JOIN parameters
    INNER JOIN persons AS person ON person.record_id = register.record_id
    WHERE register.status = 'in_correction'
        AND NOT EXISTS (SELECT 1 FROM sentence_links AS link WHERE link.register_record = register.record_id)
        AND NOT EXISTS (
            SELECT 1 FROM release_dispositions AS released WHERE released.register_record = register.record_id
        )
),
delivered AS (
    SELECT
        sentence.record_id,
        NULLIF(regex_group(sentence.case_no_key, '^[^|]*[|]([^|]*)[|]', 1), '') AS court_mark,
        NULLIF(sentence.court_name, '') AS court_name,
        CASE
            WHEN sentence.correction_type IN ('public_surveillance', 'probation') THEN 'sentence'
            ELSE sentence.correction_type
        END AS decision,
        effective.effective_date
    FROM court_sentences AS sentence
    CROSS JOIN parameters
    INNER JOIN effective ON effective.record_id = sentence.record_id
    -- a court elsewhere whose decisions reach us only now and then executes nothing here
    INNER JOIN counties AS executing ON executing.county = sentence.execution_county AND executing.in_region
    WHERE effective.effective_date <= parameters.night
),
-- from when to when each court's decisions were delivered, by its mark and by its name
spans AS (
    SELECT
        delivered.court_mark AS court,
        delivered.decision,
        MIN(delivered.effective_date) AS first_day,
        MAX(delivered.effective_date) AS last_day
    FROM delivered
    WHERE delivered.court_mark IS NOT NULL
    GROUP BY delivered.court_mark, delivered.decision
    UNION ALL
    SELECT
        delivered.court_name AS court,
        delivered.decision,
        MIN(delivered.effective_date) AS first_day,
        MAX(delivered.effective_date) AS last_day
    FROM delivered
    WHERE delivered.court_name IS NOT NULL
    GROUP BY delivered.court_name, delivered.decision
),
-- `proven`: the deciding court delivers, decisions before this one and decisions after it
unproved AS (
    SELECT
        registered.*,
        spans.first_day,
        spans.last_day,
        COALESCE(
            spans.first_day < registered.decided_on
            AND spans.last_day > registered.decided_on
            AND reach.covered_to >= add_days(registered.decided_on, parameters.register_grace_days),
            FALSE
        ) AS proven
    FROM registered
    CROSS JOIN parameters
    LEFT JOIN spans
        ON spans.court = COALESCE(registered.court_mark, registered.court_name) AND spans.decision = registered.decision
    LEFT JOIN reach ON reach.dataset = 'court.sentences' AND reach.county = COALESCE(registered.county, '')
),
-- decisions of this person that may well be the one, whatever their status: an unreadable number or an unknown day is
-- no proof of another case
own_decisions AS (
    SELECT DISTINCT unproved.record_id
    FROM unproved
    INNER JOIN persons AS person ON person.person_id = unproved.person_id
    INNER JOIN court_sentences AS sentence ON sentence.record_id = person.record_id
    LEFT JOIN effective ON effective.record_id = sentence.record_id
    LEFT JOIN sentence_links AS link ON link.sentence_record = sentence.record_id
    -- one that answers no register row is told by its own rule, and may be the one
    WHERE link.register_record IS NULL
        OR unproved.case_no_key IS NULL
        OR NULLIF(sentence.case_no_key, '') IS NULL
        OR sentence.case_no_key = unproved.case_no_key
        OR (
            sentence.correction_type = unproved.correction_type
            AND COALESCE(ABS(days_between(effective.effective_date, unproved.decided_on)) <= 60, TRUE)
        )
),
own_releases AS (
    SELECT DISTINCT unproved.record_id
    FROM unproved
    INNER JOIN persons AS person ON person.person_id = unproved.person_id
    INNER JOIN justice_prison_releases AS release ON release.record_id = person.record_id
    WHERE release.release_kind = unproved.correction_type
),
-- decisions under the same case number; one that answers no register row may be this person's, badly written
of_the_case AS (
    SELECT
        unproved.record_id,
        MIN(sentence.record_id) AS sentence_record,
        COUNT(CASE WHEN link.register_record IS NULL THEN 1 END) AS unanswered
    FROM unproved
    INNER JOIN court_sentences AS sentence ON sentence.case_no_key = unproved.case_no_key
    LEFT JOIN sentence_links AS link ON link.sentence_record = sentence.record_id
    GROUP BY unproved.record_id
),
unsure AS (
    SELECT unsure_pairs.record_a AS mention, unsure_pairs.record_b AS other FROM unsure_pairs
    UNION ALL
    SELECT unsure_pairs.record_b AS mention, unsure_pairs.record_a AS other FROM unsure_pairs
),
perhaps_another AS (
    SELECT DISTINCT unproved.record_id
    FROM unproved
    INNER JOIN persons AS person ON person.person_id = unproved.person_id
    INNER JOIN unsure ON unsure.mention = person.record_id
    WHERE unsure.other LIKE 'court.sentences/%'
        OR unsure.other LIKE 'justice.register/%'
        OR unsure.other LIKE 'justice.prison_releases/%'
),
-- court rows that could not be read: by the number in them, else by their county
unreadable AS (
    SELECT
        NULLIF(regex_group(CAST(quarantined.received AS VARCHAR), '(?:^|[^0-9])([0-9]{17}[0-9Xx])', 1), '') AS id_no_18,
        quarantined.county
    FROM quarantined
    WHERE quarantined.dataset = 'court.sentences'
),
unreadable_of_nobody AS (
    SELECT unproved.record_id, COUNT(unreadable.county) + COUNT(CASE WHEN unreadable.county IS NULL THEN 1 END) AS rows_unread
    FROM unproved
    INNER JOIN unreadable
        ON unreadable.id_no_18 IS NULL AND COALESCE(unreadable.county, unproved.county) = unproved.county
    WHERE unproved.proven
    GROUP BY unproved.record_id
),
-- the decision came, in a row that could not be read
unreadable_of_person AS (
    SELECT DISTINCT unreadable.id_no_18
    FROM unreadable
    WHERE unreadable.id_no_18 IS NOT NULL
)
SELECT
    unproved.record_id,
    unproved.county,
    unproved.case_no,
    unproved.case_no_key,
    unproved.correction_type,
    unproved.id_no_18,
    unproved.decided_on,
    unproved.in_correction_from,
    unproved.first_day,
    unproved.last_day,
    of_the_case.record_id IS NOT NULL AS case_of_others,
    of_the_case.sentence_record,
    unreadable_of_nobody.rows_unread,
    CASE
        WHEN own_decisions.record_id IS NOT NULL THEN 'own_decision'
        WHEN own_releases.record_id IS NOT NULL THEN 'prison_release'
    END AS explanation,
    CASE
        WHEN unproved.id_no_18 IS NULL AND unproved.case_no_key IS NULL THEN 'not_identifiable'
        WHEN perhaps_another.record_id IS NOT NULL THEN 'needs_review'
        WHEN of_the_case.unanswered > 0 THEN 'case_unlinked'
        WHEN unreadable_of_person.id_no_18 IS NOT NULL THEN 'unreadable'
        WHEN unproved.decided_on IS NULL THEN 'clock_unknown'
        WHEN NOT unproved.proven THEN 'not_covered'
    END AS not_provable
FROM unproved
LEFT JOIN own_decisions ON own_decisions.record_id = unproved.record_id
LEFT JOIN own_releases ON own_releases.record_id = unproved.record_id
LEFT JOIN of_the_case ON of_the_case.record_id = unproved.record_id
LEFT JOIN perhaps_another ON perhaps_another.record_id = unproved.record_id
LEFT JOIN unreadable_of_person ON unreadable_of_person.id_no_18 = unproved.id_no_18
LEFT JOIN unreadable_of_nobody ON unreadable_of_nobody.record_id = unproved.record_id
