-- Persons in correction whose time for the next contact is over and for whom no complete search is on file: explained as
-- under S01; or not provable, because the records of contact or of searches do not reach as far, or no date starts the clock.
SELECT out_of_contact_long.county, out_of_contact_long.explanation, out_of_contact_long.not_provable
FROM out_of_contact_long
