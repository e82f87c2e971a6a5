-- Pairs of records of whom nobody has decided yet whether they are one person's: few among all pairs there are.
SELECT pairs.record_a, pairs.record_b
FROM pairs
WHERE pairs.outcome = 'review'
