-- The valid numbers that are a person's own: a number that belongs to somebody else, or to nobody for sure, leads nowhere.
-- Where a person's decision joined records of different numbers, only what the population register confirms is traced, else
-- the one most datasets agree on: the other was typed for somebody who may exist.
WITH owned AS (
    SELECT membership.mention, membership.person_id, membership.number, owners.registered, owners.datasets
    FROM membership
    INNER JOIN owners ON owners.cell = membership.cell
    WHERE owners.owned AND membership.number IS NOT NULL
),

several AS (SELECT person_id FROM owned GROUP BY person_id HAVING count(DISTINCT number) > 1),

ranked AS (
    SELECT DISTINCT owned.person_id, owned.number, owned.registered,
        rank() OVER (PARTITION BY owned.person_id ORDER BY owned.registered DESC, owned.datasets DESC) AS place
    FROM owned
    INNER JOIN several ON several.person_id = owned.person_id
),

firsts AS (SELECT person_id, count(*) AS numbers FROM ranked WHERE place = 1 GROUP BY person_id),

left_out AS (
    SELECT ranked.person_id, ranked.number
    FROM ranked
    INNER JOIN firsts ON firsts.person_id = ranked.person_id
    WHERE ranked.registered = 0 AND (ranked.place > 1 OR firsts.numbers > 1)
),

kept AS (
    SELECT owned.mention, owned.person_id, owned.number
    FROM owned
    LEFT JOIN left_out ON left_out.person_id = owned.person_id AND left_out.number = owned.number
    WHERE left_out.number IS NULL
)

SELECT kept.person_id, mentions.id_no_18
FROM kept
INNER JOIN mentions ON mentions.mention = kept.mention
WHERE mentions.id_no_18 IS NOT NULL
UNION
SELECT person_id, number FROM kept
ORDER BY person_id, id_no_18
