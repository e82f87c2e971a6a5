-- Sentences and prison releases whose person was received after the deadline, one row per event; and those received of whom
-- that cannot be told, because no date starts the clock.
WITH received AS (
    SELECT
        dispositions.*,
        sentence.case_no
    FROM dispositions
    INNER JOIN court_sentences AS sentence ON sentence.record_id = dispositions.record_id
    WHERE dispositions.disposition = 'received_late'
        OR (dispositions.disposition = 'clock_unknown' AND dispositions.received_on IS NOT NULL)
),
released AS (
    SELECT
        release_dispositions.*,
        release.original_case_no AS case_no
    FROM release_dispositions
    INNER JOIN justice_prison_releases AS release ON release.record_id = release_dispositions.record_id
    WHERE (
        release_dispositions.disposition = 'received_late'
        OR (release_dispositions.disposition = 'clock_unknown' AND release_dispositions.received_on IS NOT NULL)
    )
        -- the court's row of the same term speaks
        AND NOT EXISTS (
            SELECT 1 FROM dispositions
            WHERE dispositions.register_record = release_dispositions.register_record
                AND dispositions.disposition IN ('received', 'received_late')
        )
)
SELECT
    received.*,
    CASE WHEN received.disposition = 'clock_unknown' THEN 'clock_unknown' END AS not_provable
FROM received
-- without a clock it says nothing, where the prison's row of the same term can
WHERE received.disposition = 'received_late'
    OR NOT EXISTS (
        SELECT 1 FROM release_dispositions AS other
        WHERE other.register_record = received.register_record
            AND other.disposition IN ('received', 'received_late', 'clock_unknown')
    )
UNION ALL
SELECT
    released.*,
    CASE WHEN released.disposition = 'clock_unknown' THEN 'clock_unknown' END AS not_provable
FROM released
