-- Every duty ends in exactly one disposition: the tests of rules §2 in their order, the first that holds wins.
WITH facts_of_duty AS (
    SELECT d.origin, d.record_id, coalesce(d.county, '') AS county, d.correction_type, d.in_force,
           d.effective_date, d.estimated, d.effective_arithmetic,
           c.deadline, c.deadline_arithmetic,
           l.register_record, l.link_way, l.exact, l.received_on,
           d.county IS NOT NULL AND NOT coalesce(k.in_region, FALSE) AS outside,
           x.explanation, x.evidence AS explanation_record,
           q.register_record AS review_record,
           -- the county's own coverage of the register, where there is such a row, else the whole register's
           CASE WHEN cc.dataset IS NOT NULL THEN cc.covered_to ELSE cw.covered_to END AS covered_to,
           n.night, n.register_grace_days
    FROM duties AS d
    JOIN clocks AS c ON c.record_id = d.record_id
    CROSS JOIN parameters AS n
    LEFT JOIN links AS l ON l.duty_record = d.record_id
    LEFT JOIN counties AS k ON k.county = d.county
    LEFT JOIN explanations AS x ON x.record_id = d.record_id
    LEFT JOIN reviews AS q ON q.record_id = d.record_id
    LEFT JOIN coverage AS cc ON cc.dataset = 'justice.register' AND cc.county = d.county
    LEFT JOIN coverage AS cw ON cw.dataset = 'justice.register' AND coalesce(cw.county, '') = ''
)
SELECT *,
       CASE WHEN NOT in_force THEN 'not_in_force'
            WHEN received_on <= deadline THEN 'received'
            WHEN received_on > deadline THEN 'received_late'
            WHEN outside THEN 'outside_region'
            WHEN deadline IS NULL THEN 'clock_unknown'
            WHEN deadline >= night THEN 'not_due'
            WHEN explanation IS NOT NULL THEN 'explained'
            WHEN review_record IS NOT NULL THEN 'needs_review'
            WHEN covered_to IS NULL OR covered_to < add_days(deadline, register_grace_days) THEN 'not_provable'
            ELSE 'never_received' END AS disposition
FROM facts_of_duty
