-- The links of court sentences; those of releases stand in their dispositions.
SELECT duty_record AS sentence_record, register_record, link_way, exact
FROM links
WHERE origin = 'sentences'
