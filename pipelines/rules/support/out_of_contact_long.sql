-- Who is out of contact for more than three days, so that the agency has to search: with the newest search not closed before
-- the loss began, its dates up to the night. Not here where all three dates of it are there.
WITH lost AS (
    SELECT
        state.record_id,
        state.county,
        state.correction_type,
        state.as_of,
        state.days_beyond,
        state.last_contact_record,
        state.explanation,
        -- whether a search is missing can be said only where search records reach as far
        COALESCE(state.not_provable, CASE WHEN reach.dataset IS NULL THEN 'not_covered' END) AS not_provable,
        register.case_no,
        register.correction_no,
        register.id_no_18
    FROM out_of_contact AS state
    INNER JOIN justice_register AS register ON register.record_id = state.record_id
    LEFT JOIN reach
        ON reach.dataset = 'justice.searches'
        AND reach.county = COALESCE(state.county, '')
        AND reach.covered_to >= state.as_of
    -- 「超过三日」 excludes the third day itself
    WHERE state.explanation IS NOT NULL OR state.not_provable IS NOT NULL OR state.days_beyond > 3
),
searched AS (
    SELECT
        lost.record_id,
        search.record_id AS search_record,
        CASE WHEN search.started_date <= parameters.night THEN search.started_date END AS started_date,
        CASE WHEN search.police_notified_date <= parameters.night THEN search.police_notified_date END AS police_date,
        CASE
            WHEN search.procuratorate_notified_date <= parameters.night THEN search.procuratorate_notified_date
        END AS procuratorate_date,
        ROW_NUMBER() OVER (PARTITION BY lost.record_id ORDER BY search.lost_date DESC, search.record_id) AS place
    FROM lost
    CROSS JOIN parameters
    INNER JOIN justice_searches AS search ON search.correction_no = lost.correction_no
    WHERE search.lost_date <= parameters.night
        AND (search.found_date IS NULL OR search.found_date > add_days(lost.as_of, 0 - lost.days_beyond))
)
SELECT
    lost.record_id,
    lost.county,
    lost.correction_type,
    lost.as_of,
    lost.days_beyond,
    lost.last_contact_record,
    lost.explanation,
    lost.not_provable,
    lost.case_no,
    lost.id_no_18,
    searched.search_record,
    searched.started_date,
    searched.police_date,
    searched.procuratorate_date
FROM lost
LEFT JOIN searched ON searched.record_id = lost.record_id AND searched.place = 1
WHERE searched.search_record IS NULL
    OR searched.started_date IS NULL
    OR searched.police_date IS NULL
    OR searched.procuratorate_date IS NULL
