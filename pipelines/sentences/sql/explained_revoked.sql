-- The sentence was revoked. Without the original case number the ruling must fit this sentence by kind and by date.
SELECT u.record_id, 3 AS place, 'revoked' AS explanation, v.record_id AS evidence, v.ruling_date AS since
FROM unreceived AS u
JOIN persons AS p ON p.person_id = u.person_id
JOIN court_revocations AS v ON v.record_id = p.record_id
CROSS JOIN parameters AS n
WHERE v.result = 'granted'
  AND v.ruling_date <= n.night
  AND (nullif(v.original_case_no_key, '') = u.case_key
       OR (nullif(v.original_case_no_key, '') IS NULL
           AND v.ruling_date >= u.made_on
           AND v.revocation_type = CASE u.correction_type WHEN 'probation' THEN 'revoke_probation'
                                                          WHEN 'parole' THEN 'revoke_parole'
                                                          WHEN 'temporary_release' THEN 'return_to_prison' END))
