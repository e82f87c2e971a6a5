-- Petitions to revoke or return whose thirty days and the days of grace are over by the night without a ruling of
-- their own, one row per petition. `explanation`: how the court has dealt with it otherwise; `not_provable`: the
-- court's data do not reach far enough, or nobody says when the petition came; null where neither is so.
WITH undecided AS (
    SELECT
        petitions.*,
        deadlines.due_day,
        deadlines.arithmetic,
        -- null: nobody knows how far the data reach
        CASE WHEN reach.covered_to IS NOT NULL THEN LEAST(reach.covered_to, parameters.night) END AS seen_on,
        parameters.night,
        parameters.register_grace_days,
        -- one petition in two rows is one petition
        ROW_NUMBER() OVER (
            PARTITION BY petitions.person_id, petitions.revocation_type, petitions.case_no_key, petitions.received_on
            ORDER BY petitions.record_id
        ) AS place
    FROM petitions
    CROSS JOIN parameters
    LEFT JOIN deadlines ON deadlines.from_day = petitions.received_on AND deadlines.days = 30
    LEFT JOIN reach ON reach.dataset = 'court.revocations' AND reach.county = COALESCE(petitions.county, '')
    WHERE NOT petitions.ruled
        AND petitions.ruled_on IS NULL
        AND (petitions.received_on IS NULL OR parameters.night >= add_days(deadlines.due_day, parameters.register_grace_days))
)
SELECT
    undecided.record_id,
    undecided.county,
    undecided.case_no,
    undecided.correction_type,
    undecided.revocation_type,
    undecided.received_on,
    undecided.due_day,
    undecided.arithmetic,
    undecided.exact,
    undecided.register_record,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM deaths
            WHERE deaths.person_id = undecided.person_id AND COALESCE(deaths.died_on <= undecided.due_day, TRUE)
        ) THEN 'died'
        WHEN EXISTS (
            SELECT 1
            FROM petitions AS decided
            WHERE decided.person_id = undecided.person_id
                AND decided.revocation_type = undecided.revocation_type
                AND COALESCE(decided.case_no_key = undecided.case_no_key, TRUE)
                AND decided.ruled
                AND COALESCE(decided.ruled_on >= undecided.received_on, TRUE)
        ) THEN 'decided_elsewhere'
        -- the court has dealt with it otherwise: the old sentence is revoked, or a later one punishes both together
        WHEN EXISTS (
            SELECT 1
            FROM court_sentences AS sentence
            INNER JOIN persons AS person ON person.record_id = sentence.record_id
            WHERE person.person_id = undecided.person_id
                AND sentence.case_no_key = undecided.case_no_key
                AND sentence.status IN ('revoked', 'retried')
        ) THEN 'revoked'
        WHEN EXISTS (
            SELECT 1
            FROM court_sentences AS sentence
            INNER JOIN persons AS person ON person.record_id = sentence.record_id
            WHERE person.person_id = undecided.person_id
                AND sentence.pronounced_date BETWEEN undecided.received_on AND undecided.night
                AND (sentence.principal_penalty LIKE '%并罚%' OR sentence.probation_term LIKE '%并罚%')
        ) THEN 'absorbed'
    END AS explanation,
    CASE
        WHEN undecided.received_on IS NULL THEN 'clock_unknown'
        WHEN NOT COALESCE(undecided.seen_on >= add_days(undecided.due_day, undecided.register_grace_days), FALSE)
            THEN 'not_covered'
    END AS not_provable
FROM undecided
WHERE undecided.place = 1
