-- The day by which the next contact was due.
SELECT k.*,
       coalesce(l.day, a.day) AS anchor_date,
       coalesce(l.way, a.way) AS anchor_way,
       coalesce(l.evidence, a.evidence) AS anchor_record,
       add_days(coalesce(l.day, a.day), k.interval_days) AS due_date
FROM contact_clock AS k
LEFT JOIN anchors AS a ON a.record_id = k.record_id
LEFT JOIN leave_anchors AS l ON l.record_id = k.record_id
