-- Later judgments within the time of trial of a probation or parole: explained (revoked, tried again, the same matter before a
-- higher court, a revocation under way, punished all together); or not provable, because nobody says when the time of trial
-- ends, or the court's data do not reach beyond the days of grace.
SELECT convicted_in_trial.county, convicted_in_trial.explanation, convicted_in_trial.not_provable
FROM convicted_in_trial
