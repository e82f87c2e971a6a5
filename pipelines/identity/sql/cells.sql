-- The cell of every mention: the records certainly one person by number, named by the smallest mention.
-- splits(mention, cell) holds the outcome of comparing contested numbers.
WITH crowds AS (SELECT number, name_key, min(mention) AS cell FROM numbers WHERE kind = 'crowded' GROUP BY number, name_key)

SELECT mentions.mention,
    CASE
        WHEN splits.cell IS NOT NULL THEN splits.cell
        WHEN numbers.kind = 'plain' THEN numbers.first_mention
        ELSE coalesce(crowds.cell, mentions.mention)
    END AS cell,
    numbers.number, numbers.kind
FROM mentions
LEFT JOIN numbers ON numbers.mention = mentions.mention
LEFT JOIN splits ON splits.mention = mentions.mention
LEFT JOIN crowds ON crowds.number = numbers.number AND crowds.name_key = numbers.name_key AND numbers.kind = 'crowded'
