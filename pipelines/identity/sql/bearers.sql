-- How many people (cells) tonight bear each name as written and as it sounds; only such counts matter that share a name,
-- so a record of another name changes nothing. people_elsewhere(form, people) counts those not looked at tonight.
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

SELECT name_forms.name_key,
    greatest(coalesce(written.people, 0) + coalesce(others_written.people, 0), 1) AS written,
    greatest(coalesce(sounded.people, 0) + coalesce(others_sounded.people, 0), 1) AS sounded
FROM name_forms
LEFT JOIN written ON written.folded_id = name_forms.folded_id
LEFT JOIN sounded ON sounded.sounds_id = name_forms.sounds_id
LEFT JOIN people_elsewhere AS others_written ON others_written.form = 'written|' || name_forms.folded
LEFT JOIN people_elsewhere AS others_sounded ON others_sounded.form = 'sounds|' || name_forms.sounds
