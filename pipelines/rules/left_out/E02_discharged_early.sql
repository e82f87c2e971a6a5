-- Terms discharged as completed before the end that is believed first: explained (the case goes on in another file, commutation,
-- revocation, death, a decision that was replaced); or not provable, because other dates on file allow the discharge.
SELECT discharged_early.county, discharged_early.explanation, discharged_early.not_provable
FROM discharged_early
