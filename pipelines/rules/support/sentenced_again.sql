-- Persons of whom there is more than one row of the court: few.
SELECT person.person_id
FROM court_sentences AS sentence
INNER JOIN persons AS person ON person.record_id = sentence.record_id
GROUP BY person.person_id
HAVING COUNT(*) > 1
