-- Rulings to revoke or return whose ten days and the days of grace are over by the night without anybody taken in by
-- then, one row per ruling. `explanation`: why nobody had to be; `not_provable`: the data do not reach far enough, or
-- nobody says when the ruling was made; null where neither is so.
WITH granted AS (
    SELECT
        petitions.*,
        deadlines.due_day,
        deadlines.arithmetic,
        COALESCE(
            custody_reach.covered_to >= add_days(deadlines.due_day, parameters.register_grace_days)
            AND court_reach.covered_to >= add_days(deadlines.due_day, parameters.register_grace_days),
            FALSE
        ) AS covered,
        parameters.night,
        ROW_NUMBER() OVER (
            PARTITION BY petitions.person_id, petitions.revocation_type, petitions.ruled_on ORDER BY petitions.record_id
        ) AS place
    FROM petitions
    CROSS JOIN parameters
    LEFT JOIN deadlines ON deadlines.from_day = petitions.ruled_on AND deadlines.days = 10
    -- absence needs proof on both sides: custody, and the court's own note of delivery
    LEFT JOIN reach AS custody_reach
        ON custody_reach.dataset = 'police.custody' AND custody_reach.county = COALESCE(petitions.county, '')
    LEFT JOIN reach AS court_reach
        ON court_reach.dataset = 'court.revocations' AND court_reach.county = COALESCE(petitions.county, '')
    WHERE petitions.result = 'granted'
        AND (
            (petitions.ruled_on IS NULL AND petitions.ruled)
            OR parameters.night >= add_days(deadlines.due_day, parameters.register_grace_days)
        )
),
-- the first day inside, from the ruling on; who was inside already was taken in on the day of the ruling
taken AS (
    SELECT granted.record_id, restraints.record_id AS custody_record, GREATEST(restraints.from_day, granted.ruled_on) AS taken_on
    FROM granted
    INNER JOIN restraints ON restraints.person_id = granted.person_id AND restraints.to_day >= granted.ruled_on
    UNION ALL
    SELECT granted.record_id, CAST(NULL AS VARCHAR) AS custody_record, granted.delivered_on AS taken_on
    FROM granted
    WHERE granted.delivered_on IS NOT NULL
),
taken_first AS (
    SELECT
        taken.*,
        ROW_NUMBER() OVER (PARTITION BY taken.record_id ORDER BY taken.taken_on, taken.custody_record) AS place
    FROM taken
),
free AS (
    SELECT
        granted.*,
        taken_first.custody_record,
        taken_first.taken_on,
        days_between(granted.due_day, COALESCE(taken_first.taken_on, granted.night)) AS days
    FROM granted
    LEFT JOIN taken_first ON taken_first.record_id = granted.record_id AND taken_first.place = 1
    WHERE granted.place = 1
        AND COALESCE(taken_first.taken_on > granted.due_day, taken_first.taken_on IS NULL)
)
SELECT
    free.record_id,
    free.county,
    free.case_no,
    free.correction_type,
    free.revocation_type,
    free.ruled_on,
    free.due_day,
    free.arithmetic,
    free.exact,
    free.register_record,
    free.custody_record,
    free.taken_on,
    free.days,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM deaths
            WHERE deaths.person_id = free.person_id AND COALESCE(deaths.died_on <= free.due_day, TRUE)
        ) THEN 'died'
        WHEN EXISTS (
            SELECT 1
            FROM petitions AS later
            WHERE later.person_id = free.person_id
                AND later.result = 'refused'
                AND later.ruled_on > free.ruled_on
                AND COALESCE(later.case_no_key = free.case_no_key, TRUE)
        ) THEN 'refused_later'
        -- temporary release anew
        WHEN EXISTS (
            SELECT 1
            FROM court_sentences AS sentence
            INNER JOIN persons AS person ON person.record_id = sentence.record_id
            WHERE person.person_id = free.person_id
                AND sentence.correction_type = 'temporary_release'
                AND sentence.pronounced_date BETWEEN free.ruled_on AND free.night
        ) THEN 'released_again'
        WHEN EXISTS (
            SELECT 1
            FROM corrections
            WHERE corrections.person_id = free.person_id
                AND corrections.correction_type = 'temporary_release'
                AND corrections.first_day > free.ruled_on
        ) THEN 'released_again'
    END AS explanation,
    CASE WHEN free.ruled_on IS NULL THEN 'clock_unknown' WHEN NOT free.covered THEN 'not_covered' END AS not_provable
FROM free
