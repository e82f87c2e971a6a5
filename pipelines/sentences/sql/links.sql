-- The settled pairs, with what the identity of the pair rests on.
SELECT s.origin,
       s.duty_record,
       s.register_record,
       CASE s.evidence WHEN 1 THEN 'case_no' WHEN 2 THEN 'dates' ELSE 'dates_despite_case_no' END AS link_way,
       coalesce(i.exact, FALSE)
           OR (d.id_no_18 IS NOT NULL AND d.id_no_18 = r.id_no_18 AND d.name_key = r.name_key) AS exact,
       r.received_on
FROM link_settled AS s
JOIN duties AS d ON d.record_id = s.duty_record
JOIN register_known AS r ON r.record_id = s.register_record
LEFT JOIN pairs AS i
       ON i.record_a = least(s.duty_record, s.register_record)
      AND i.record_b = greatest(s.duty_record, s.register_record)
      AND i.outcome = 'same'
