-- Petitions without a ruling of their own after thirty days that have an explanation or are not provable.
SELECT petitions_undecided.county, petitions_undecided.explanation, petitions_undecided.not_provable
FROM petitions_undecided
