-- The cell of every mention: the records certainly one person by number, named by the smallest mention.
-- number_id is equal where the number is; registered: the population register lists the record under it.
-- splits(mention, cell) holds the outcome of comparing contested numbers.
WITH crowds AS (SELECT first_mention, name_key, min(mention) AS cell FROM numbers WHERE kind = 'crowded' GROUP BY first_mention, name_key)

SELECT mentions.mention,
    CASE
        WHEN splits.cell IS NOT NULL THEN splits.cell
        WHEN numbers.kind = 'plain' THEN numbers.first_mention
        ELSE coalesce(crowds.cell, mentions.mention)
    END AS cell,
    numbers.number, numbers.first_mention AS number_id, numbers.kind, mentions.dataset_bit,
    CASE WHEN mentions.dataset_bit = 16 AND mentions.id_no_18 = numbers.number THEN 1 ELSE 0 END AS registered
FROM mentions
LEFT JOIN numbers ON numbers.mention = mentions.mention
LEFT JOIN splits ON splits.mention = mentions.mention
LEFT JOIN crowds ON crowds.first_mention = numbers.first_mention AND crowds.name_key = numbers.name_key AND numbers.kind = 'crowded'
