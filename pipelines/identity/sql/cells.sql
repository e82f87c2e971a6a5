-- The cell of every mention: the records certainly one person by number, named by the smallest mention.
-- splits(mention, cell) holds the outcome of comparing contested numbers.
SELECT mentions.mention,
    CASE
        WHEN splits.cell IS NOT NULL THEN splits.cell
        WHEN numbers.kind = 'plain' THEN min(mentions.mention) OVER (PARTITION BY numbers.number)
        WHEN numbers.kind = 'crowded' THEN min(mentions.mention) OVER (PARTITION BY numbers.number, numbers.name_key)
        ELSE mentions.mention
    END AS cell,
    numbers.number, numbers.kind
FROM mentions
LEFT JOIN numbers ON numbers.mention = mentions.mention
LEFT JOIN splits ON splits.mention = mentions.mention
