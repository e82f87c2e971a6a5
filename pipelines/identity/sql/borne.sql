-- By how many doublings the name of each record in compared(a, b) is commoner than a name of one bearer, as written and as it sounds.
WITH involved AS (SELECT a AS mention FROM compared UNION SELECT b FROM compared),

names AS (
    SELECT bearers.name_key, written.doublings AS written, sounded.doublings AS sounded
    FROM bearers
    INNER JOIN doublings AS written ON bearers.written BETWEEN written.at_least AND written.below - 1
    INNER JOIN doublings AS sounded ON bearers.sounded BETWEEN sounded.at_least AND sounded.below - 1
)

SELECT mentions.mention, names.written, names.sounded
FROM mentions
INNER JOIN involved ON involved.mention = mentions.mention
INNER JOIN names ON names.name_key = mentions.name_key
