-- The dispositions of releases.
SELECT record_id, county, correction_type, disposition, explanation, explanation_record, register_record, link_way, exact,
       effective_date, estimated, effective_arithmetic, deadline, deadline_arithmetic, received_on, days_late, band,
       file_opened, review_record, covered_to
FROM dispositions_all
WHERE origin = 'releases'
