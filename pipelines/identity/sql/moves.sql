-- Person ids of one night whose records stand under other ids on another.
WITH crossed AS (
    SELECT before.person_id AS person_before, after.person_id AS person_after, count(*) AS records
    FROM persons_before AS before
    INNER JOIN persons_after AS after ON after.record_id = before.record_id
    GROUP BY before.person_id, after.person_id
),

parts AS (SELECT person_before, count(*) AS parts FROM crossed GROUP BY person_before),

known AS (SELECT DISTINCT person_id FROM persons_before),

there AS (SELECT DISTINCT person_id FROM persons_after)

SELECT
    CASE WHEN parts.parts > 1 THEN 'split' WHEN known.person_id IS NOT NULL THEN 'merged' ELSE 'renamed' END AS kind,
    crossed.person_before, crossed.person_after, crossed.records, there.person_id IS NOT NULL AS stays
FROM crossed
INNER JOIN parts ON parts.person_before = crossed.person_before
LEFT JOIN known ON known.person_id = crossed.person_after
LEFT JOIN there ON there.person_id = crossed.person_before
WHERE crossed.person_before <> crossed.person_after
ORDER BY crossed.person_before, crossed.person_after
