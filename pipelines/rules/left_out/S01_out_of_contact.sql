-- Persons in correction whose time for the next contact is over: explained (died, custody, transfer under way, leave, term
-- over); or not provable, because the records of contact do not reach beyond the day it was due, or no date starts the clock.
SELECT out_of_contact.county, out_of_contact.explanation, out_of_contact.not_provable
FROM out_of_contact
