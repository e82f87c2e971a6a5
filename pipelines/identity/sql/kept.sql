-- Scored pairs between `keep` and `join` that reached `join` on the night both records were there for the first time, when
-- fewer people may have borne the name: what joined then holds until it falls below `keep`. What the two records say of each
-- other is tonight's; evidence their systems took back is none.
WITH band AS (
    SELECT judged.a, judged.b, judged.weight, judged.name, a.name_key AS key_a, b.name_key AS key_b,
        greatest(a.first_day, b.first_day) AS met
    FROM blocked_judged AS judged
    INNER JOIN mentions AS a ON a.mention = judged.a
    INNER JOIN mentions AS b ON b.mention = judged.b
    WHERE judged.ceiling = 'scored' AND judged.weight >= {keep} AND judged.weight < {join}
),

sides AS (
    SELECT a, b, name, met, key_a AS name_key FROM band
    UNION ALL
    SELECT a, b, name, met, key_b FROM band
),

-- a name as it counts for the pair: as it sounds, or as it is written
named AS (
    SELECT sides.a, sides.b, sides.name, sides.name_key, sides.met,
        CASE
            WHEN sides.name IN ('homophone', 'transliteration') THEN 'sounds|' || name_forms.sounds
            ELSE 'written|' || name_forms.folded
        END AS form,
        CASE WHEN sides.name IN ('homophone', 'transliteration') THEN name_forms.sounds_id END AS sounds_id,
        CASE WHEN sides.name NOT IN ('homophone', 'transliteration') THEN name_forms.folded_id END AS folded_id
    FROM sides
    INNER JOIN name_forms ON name_forms.name_key = sides.name_key
),

-- the names that count so, few of all
counting AS (
    SELECT name_forms.name_key, asked.form
    FROM name_forms
    INNER JOIN (SELECT DISTINCT form, sounds_id FROM named WHERE sounds_id IS NOT NULL) AS asked
        ON asked.sounds_id = name_forms.sounds_id
    UNION ALL
    SELECT name_forms.name_key, asked.form
    FROM name_forms
    INNER JOIN (SELECT DISTINCT form, folded_id FROM named WHERE folded_id IS NOT NULL) AS asked
        ON asked.folded_id = name_forms.folded_id
),

bearing AS (
    SELECT counting.form, cells.cell, min(mentions.first_day) AS known_since
    FROM mentions
    INNER JOIN counting ON counting.name_key = mentions.name_key
    INNER JOIN cells ON cells.mention = mentions.mention
    GROUP BY counting.form, cells.cell
    UNION ALL
    SELECT cells_elsewhere.form, 0, cells_elsewhere.known_since
    FROM cells_elsewhere
    INNER JOIN (SELECT DISTINCT form FROM named) AS asked ON asked.form = cells_elsewhere.form
),

counted AS (
    SELECT named.a, named.b, named.name, named.name_key, count(*) AS people,
        count(CASE WHEN bearing.known_since <= named.met THEN 1 END) AS people_then
    FROM named
    INNER JOIN bearing ON bearing.form = named.form
    GROUP BY named.a, named.b, named.name, named.name_key
),

most AS (SELECT a, b, name, max(people) AS people, max(people_then) AS people_then FROM counted GROUP BY a, b, name)

SELECT band.a, band.b
FROM band
INNER JOIN most ON most.a = band.a AND most.b = band.b
INNER JOIN frequency_weights AS tonight
    ON tonight.level = most.name AND most.people BETWEEN tonight.at_least AND tonight.below - 1
INNER JOIN frequency_weights AS earlier
    ON earlier.level = most.name AND most.people_then BETWEEN earlier.at_least AND earlier.below - 1
WHERE band.weight - tonight.weight + earlier.weight >= {join}
