-- Everyone who has to report within ten days: court sentences, and releases from prison (origin keeps them apart).
-- A date after the night is not known yet and counts as empty; only the effective date is compared with the night.
SELECT 'sentences' AS origin,
       s.record_id,
       p.person_id,
       s.execution_county AS county,
       s.correction_type,
       nullif(s.case_no_key, '') AS case_key,
       s.id_no_18,
       s.person_name_key AS name_key,
       s.charges,
       coalesce(s.status, '') = 'in_force' AND (e.effective_date IS NULL OR e.effective_date <= n.night) AS in_force,
       CASE WHEN s.pronounced_date <= n.night THEN s.pronounced_date END AS pronounced_date,
       e.effective_date,
       coalesce(e.estimated, FALSE) AS estimated,
       e.arithmetic AS effective_arithmetic,
       -- 社矫法21: for 暂予监外执行 the ten days run from the day the decision was received
       CASE WHEN s.correction_type <> 'temporary_release' THEN e.effective_date
            WHEN s.decision_received_date <= n.night THEN s.decision_received_date END AS clock_start
FROM court_sentences AS s
CROSS JOIN parameters AS n
LEFT JOIN persons AS p ON p.record_id = s.record_id
LEFT JOIN effective AS e ON e.record_id = s.record_id
UNION ALL
-- 刑满释放 is not community correction: counted in the balance, no duty to report here.
SELECT 'releases' AS origin,
       r.record_id,
       p.person_id,
       r.execution_county AS county,
       r.release_kind AS correction_type,
       nullif(r.original_case_no_key, '') AS case_key,
       r.id_no_18,
       r.person_name_key AS name_key,
       CAST(NULL AS VARCHAR) AS charges,
       r.released_date <= n.night AS in_force,
       CASE WHEN r.released_date <= n.night THEN r.released_date END AS pronounced_date,
       r.released_date AS effective_date,
       FALSE AS estimated,
       '出监日 ' || iso_text(r.released_date) AS effective_arithmetic,
       CASE WHEN r.release_kind = 'parole' THEN r.released_date
            WHEN r.decision_received_date <= n.night THEN r.decision_received_date END AS clock_start
FROM justice_prison_releases AS r
CROSS JOIN parameters AS n
LEFT JOIN persons AS p ON p.record_id = r.record_id
WHERE r.release_kind IN ('parole', 'temporary_release')
