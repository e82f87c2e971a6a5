-- The valid numbers that are a person's own: a number that belongs to somebody else, or to nobody for sure, leads nowhere.
-- Where a person's decision joined records of different numbers, only what the population register confirms is traced, else
-- the one most datasets agree on: the other was typed for somebody who may exist.
WITH owned AS (
    SELECT membership.mention, membership.person, membership.number_id, owners.registered, owners.datasets
    FROM membership
    INNER JOIN owners ON owners.cell = membership.cell
    WHERE owners.owned
),

several AS (SELECT person FROM owned GROUP BY person HAVING min(number_id) < max(number_id)),

ranked AS (
    SELECT DISTINCT owned.person, owned.number_id, owned.registered,
        rank() OVER (PARTITION BY owned.person ORDER BY owned.registered DESC, owned.datasets DESC) AS place
    FROM owned
    INNER JOIN several ON several.person = owned.person
),

firsts AS (SELECT person, count(*) AS numbers FROM ranked WHERE place = 1 GROUP BY person),

left_out AS (
    SELECT ranked.person, ranked.number_id
    FROM ranked
    INNER JOIN firsts ON firsts.person = ranked.person
    WHERE ranked.registered = 0 AND (ranked.place > 1 OR firsts.numbers > 1)
),

kept AS (
    SELECT owned.mention, owned.person, owned.number_id
    FROM owned
    LEFT JOIN left_out ON left_out.person = owned.person AND left_out.number_id = owned.number_id
    WHERE left_out.number_id IS NULL
),

-- the number itself, and those it replaced
carried AS (
    SELECT DISTINCT person, number_id AS mention FROM kept
),

numbers_of AS (
    SELECT carried.person, cells.number AS id_no_18
    FROM carried
    INNER JOIN cells ON cells.mention = carried.mention
    UNION
    SELECT kept.person, mentions.id_no_18
    FROM kept
    INNER JOIN roots ON roots.mention = kept.mention
    INNER JOIN mentions ON mentions.mention = kept.mention
)

SELECT minted.person_id, numbers_of.id_no_18
FROM numbers_of
INNER JOIN minted ON minted.person = numbers_of.person
ORDER BY minted.person_id, numbers_of.id_no_18
