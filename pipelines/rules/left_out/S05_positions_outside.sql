-- Outings shown by position fixes (runs no more than three days apart are one), each run of which was allowed or is
-- not provable; one by what is not provable of it, else by the first reason.
SELECT supervised.county, runs_outside.explanation, runs_outside.not_provable
FROM runs_outside
INNER JOIN supervised ON supervised.record_id = runs_outside.register_record
WHERE runs_outside.run_of_outing = 1
