-- How many people (cells) tonight bear each name as written and as it sounds; only such counts matter that share a name,
-- so a record of another name changes nothing.
WITH bearing AS (
    SELECT DISTINCT cells.cell, name_forms.folded, name_forms.sounds
    FROM mentions
    INNER JOIN cells ON cells.mention = mentions.mention
    INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
),

written AS (SELECT folded, count(DISTINCT cell) AS people FROM bearing GROUP BY folded),

sounded AS (SELECT sounds, count(DISTINCT cell) AS people FROM bearing GROUP BY sounds)

SELECT name_forms.name_key, coalesce(written.people, 1) AS written, coalesce(sounded.people, 1) AS sounded
FROM name_forms
LEFT JOIN written ON written.folded = name_forms.folded
LEFT JOIN sounded ON sounded.sounds = name_forms.sounds
