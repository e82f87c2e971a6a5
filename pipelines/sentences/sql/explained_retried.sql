-- A retrial (刑再) replaced the sentence. The court names no original case, so it counts only where there is no choice:
-- same person, same charges, pronounced later, in force, and no other sentence it could have replaced.
WITH replaced AS (
    SELECT later.record_id AS retrial_record,
           later.pronounced_date,
           min(earlier.record_id) AS earlier_record,
           count(*) AS earlier_sentences
    FROM duties AS later
    JOIN duties AS earlier
      ON earlier.person_id = later.person_id
     AND earlier.origin = 'sentences'
     AND earlier.charges = later.charges
     AND earlier.record_id <> later.record_id
     AND earlier.pronounced_date < later.pronounced_date
    WHERE later.origin = 'sentences'
      AND later.in_force
      AND later.case_key LIKE '%|刑再|%'
    GROUP BY later.record_id, later.pronounced_date
)
SELECT u.record_id, 4 AS place, 'retried' AS explanation, t.retrial_record AS evidence, t.pronounced_date AS since
FROM unreceived AS u
JOIN replaced AS t ON t.earlier_record = u.record_id AND t.earlier_sentences = 1
