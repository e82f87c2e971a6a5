-- Rulings after which nobody was taken in within ten days that have an explanation or are not provable.
SELECT not_taken_in.county, not_taken_in.explanation, not_taken_in.not_provable
FROM not_taken_in
