-- Outings (those no more than three days apart are one) with trips outside, each of which was allowed or is not
-- provable; one by what is not provable of it, else by the first reason.
SELECT supervised.county, outings.explanation, outings.not_provable
FROM outings
INNER JOIN supervised ON supervised.record_id = outings.register_record
WHERE outings.kind = 'trip' AND outings.record_of_outing = 1
