-- Everyone in correction with what their clock of contact needs. `horizon`: the day up to which contact was owed (the
-- night, or the end of the term before it). `as_of`: the day up to which the county's contact records reach.
WITH in_correction AS (
    SELECT r.record_id, p.person_id, r.correction_no, r.county, r.correction_type,
           coalesce(r.supervision_level, 'ordinary') AS level,
           r.supervision_level IS NULL AS level_assumed,
           CASE WHEN r.reported_date <= n.night THEN r.reported_date END AS reported_date,
           CASE WHEN r.received_date <= n.night THEN r.received_date END AS received_date,
           CASE WHEN r.start_date <= n.night THEN r.start_date END AS start_date,
           CASE WHEN r.end_date < n.night THEN r.end_date ELSE n.night END AS horizon,
           CASE WHEN cc.dataset IS NOT NULL THEN cc.covered_to ELSE cw.covered_to END AS covered_to,
           n.night, n.contact_grace_days
    FROM justice_register AS r
    CROSS JOIN parameters AS n
    LEFT JOIN persons AS p ON p.record_id = r.record_id
    LEFT JOIN coverage AS cc ON cc.dataset = 'justice.contacts' AND cc.county = r.county
    LEFT JOIN coverage AS cw ON cw.dataset = 'justice.contacts' AND coalesce(cw.county, '') = ''
    WHERE r.status = 'in_correction'
)
SELECT i.*,
       v.interval_days,
       CASE WHEN i.covered_to < i.horizon THEN i.covered_to WHEN i.covered_to IS NOT NULL THEN i.horizon END AS as_of
FROM in_correction AS i
LEFT JOIN intervals AS v ON v.county = i.county AND v.supervision_level = i.level
