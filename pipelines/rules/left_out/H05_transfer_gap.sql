-- Transfers to another county without a reception on file after the day to report: explained (moved on, term over, in the new
-- county's register all the same, died, custody); or not provable, because the number stands in no register row or the new
-- county's register does not reach beyond the days of grace (outside the region it never does).
SELECT transfers_unreceived.county, transfers_unreceived.explanation, transfers_unreceived.not_provable
FROM transfers_unreceived
