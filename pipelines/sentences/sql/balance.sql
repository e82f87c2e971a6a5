-- Page one: what every row received became, per county; a row whose county could not be read stands under ''.
WITH outcomes AS (
    SELECT county, 'sentences' AS kind, disposition AS outcome FROM dispositions
    UNION ALL
    SELECT county, 'releases' AS kind, disposition AS outcome FROM release_dispositions
    UNION ALL
    -- 刑满释放: received, but no community correction
    SELECT coalesce(execution_county, '') AS county, 'releases' AS kind, 'not_correction' AS outcome
    FROM justice_prison_releases
    WHERE release_kind NOT IN ('parole', 'temporary_release')
    UNION ALL
    SELECT coalesce(county, '') AS county, 'register' AS kind, state AS outcome FROM contact_states
    UNION ALL
    SELECT coalesce(county, '') AS county, 'register' AS kind, 'not_in_correction' AS outcome
    FROM justice_register
    WHERE coalesce(status, '') <> 'in_correction'
    UNION ALL
    SELECT coalesce(county, '') AS county,
           CASE dataset WHEN 'court.sentences' THEN 'sentences'
                        WHEN 'justice.prison_releases' THEN 'releases'
                        ELSE 'register' END AS kind,
           'quarantined' AS outcome
    FROM quarantined
    WHERE dataset IN ('court.sentences', 'justice.prison_releases', 'justice.register')
)
SELECT county, kind AS "table", outcome AS disposition, count(*) AS rows
FROM outcomes
GROUP BY county, kind, outcome
