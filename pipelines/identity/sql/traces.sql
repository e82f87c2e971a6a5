-- The valid numbers that are a person's own: a number that belongs to somebody else, or to nobody for sure, leads nowhere.
SELECT DISTINCT membership.person_id, mentions.id_no_18
FROM membership
INNER JOIN mentions ON mentions.mention = membership.mention
INNER JOIN owners ON owners.cell = membership.cell
WHERE owners.owned AND mentions.id_no_18 IS NOT NULL
UNION
SELECT membership.person_id, membership.number
FROM membership
INNER JOIN owners ON owners.cell = membership.cell
WHERE owners.owned AND membership.number IS NOT NULL
ORDER BY person_id, id_no_18
