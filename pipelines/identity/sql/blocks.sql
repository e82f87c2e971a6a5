-- Pairs that share any key, one side of which is still without a certain partner. Reads shared_keys: every record under a key
-- that such a record has. A key of more than {records_per_block} records tells nothing;
-- keys_elsewhere counts records that are not looked at tonight.
WITH small AS (
    SELECT shared_keys.rule, shared_keys.name, shared_keys.day, shared_keys.rest
    FROM shared_keys
    LEFT JOIN keys_elsewhere
        ON keys_elsewhere.rule = shared_keys.rule AND keys_elsewhere.name = shared_keys.name
        AND keys_elsewhere.day = shared_keys.day AND keys_elsewhere.rest = shared_keys.rest
    GROUP BY shared_keys.rule, shared_keys.name, shared_keys.day, shared_keys.rest
    HAVING count(*) + coalesce(max(keys_elsewhere.records), 0) BETWEEN 2 AND {records_per_block}
),

kept AS (
    SELECT shared_keys.mention, shared_keys.cell, shared_keys.residue,
        shared_keys.rule, shared_keys.name, shared_keys.day, shared_keys.rest
    FROM shared_keys
    INNER JOIN small
        ON small.rule = shared_keys.rule AND small.name = shared_keys.name
        AND small.day = shared_keys.day AND small.rest = shared_keys.rest
)

SELECT DISTINCT least(x.mention, y.mention) AS a, greatest(x.mention, y.mention) AS b
FROM kept AS x
INNER JOIN kept AS y ON x.rule = y.rule AND x.name = y.name AND x.day = y.day AND x.rest = y.rest
INNER JOIN cells AS cell_x ON cell_x.mention = x.mention
INNER JOIN cells AS cell_y ON cell_y.mention = y.mention
WHERE x.residue = 1 AND x.cell <> y.cell AND coalesce(cell_x.number_id <> cell_y.number_id, TRUE)
