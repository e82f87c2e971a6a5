-- How many people (cells) tonight bear each name as written and as it sounds; only such counts matter that share a name,
-- so a record of another name changes nothing.
WITH bearing AS (
    SELECT DISTINCT cells.cell, mentions.name_key
    FROM mentions
    INNER JOIN cells ON cells.mention = mentions.mention
),

written_by AS (
    SELECT DISTINCT bearing.cell, name_forms.folded_id FROM bearing
    INNER JOIN name_forms ON name_forms.name_key = bearing.name_key
),

sounded_by AS (
    SELECT DISTINCT bearing.cell, name_forms.sounds_id FROM bearing
    INNER JOIN name_forms ON name_forms.name_key = bearing.name_key
),

written AS (SELECT folded_id, count(*) AS people FROM written_by GROUP BY folded_id),

sounded AS (SELECT sounds_id, count(*) AS people FROM sounded_by GROUP BY sounds_id)

SELECT name_forms.name_key, coalesce(written.people, 1) AS written, coalesce(sounded.people, 1) AS sounded
FROM name_forms
LEFT JOIN written ON written.folded_id = name_forms.folded_id
LEFT JOIN sounded ON sounded.sounds_id = name_forms.sounds_id
