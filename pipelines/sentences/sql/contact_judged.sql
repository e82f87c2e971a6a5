-- One state per person in correction: the tests in order, the first that holds wins.
WITH facts_of_person AS (
    SELECT k.*,
           s.day AS last_contact_date, s.evidence AS last_contact_record,
           x.place, x.explanation AS reason, x.evidence AS reason_record,
           f.evidence AS search_record,
           -- A search says lost at once, from the day the agency lost the person or was last in touch after it
           CASE WHEN f.lost_date IS NULL THEN k.due_date
                ELSE least(coalesce(k.due_date, f.lost_date), greatest(f.lost_date, coalesce(s.day, f.lost_date)))
           END AS beyond_from
    FROM contact_due AS k
    LEFT JOIN seen AS s ON s.record_id = k.record_id
    LEFT JOIN contact_explanations AS x ON x.record_id = k.record_id
    LEFT JOIN open_searches AS f ON f.record_id = k.record_id
)
SELECT *,
       CASE WHEN as_of IS NULL THEN 'not_provable'
            WHEN reason IN ('died', 'custody') THEN 'explained'
            WHEN search_record IS NOT NULL THEN 'lost'
            WHEN reason IS NOT NULL THEN 'explained'
            WHEN due_date IS NULL THEN 'not_provable'
            -- no contact was due before the horizon
            WHEN horizon <= due_date
                THEN CASE WHEN horizon < night THEN 'term_over' ELSE 'in_contact' END
            WHEN as_of <= due_date THEN 'not_provable'
            WHEN days_between(due_date, as_of) <= contact_grace_days THEN 'overdue'
            ELSE 'lost' END AS verdict
FROM facts_of_person
