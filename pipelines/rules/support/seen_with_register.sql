-- The last day, the night at most, to which both a dataset and the register reach in a county; null where nobody knows how far one of
-- the two reaches. For what somebody in correction lacks: it has to be missing from the one, and the other to say that the term went on.
SELECT
    reach.dataset,
    reach.county,
    CASE
        WHEN reach.covered_to IS NOT NULL AND register_reach.covered_to IS NOT NULL
            THEN LEAST(reach.covered_to, register_reach.covered_to, parameters.night)
    END AS seen_on
FROM reach
CROSS JOIN parameters
LEFT JOIN reach AS register_reach
    ON register_reach.dataset = 'justice.register' AND register_reach.county = reach.county
