-- The register as known on the night: dates after it are empty, an unreadable case number is empty.
SELECT r.record_id,
       p.person_id,
       r.correction_no,
       r.correction_type,
       nullif(r.case_no_key, '') AS case_key,
       r.id_no_18,
       r.person_name_key AS name_key,
       CASE WHEN r.effective_date <= n.night THEN r.effective_date END AS effective_date,
       CASE WHEN r.start_date <= n.night THEN r.start_date END AS start_date,
       CASE WHEN r.reported_date <= n.night THEN r.reported_date
            WHEN r.received_date <= n.night THEN r.received_date END AS received_on
FROM justice_register AS r
CROSS JOIN parameters AS n
LEFT JOIN persons AS p ON p.record_id = r.record_id
