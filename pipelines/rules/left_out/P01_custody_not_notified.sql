-- Unbroken stays in custody decided during correction, not told in time, that have an explanation or are not
-- provable.
SELECT custody_not_notified.county, custody_not_notified.explanation, custody_not_notified.not_provable
FROM custody_not_notified
