-- Families of three or more nearly identical plans of one office behind which, explained, there are fewer than three
-- people.
SELECT copied_plans.county, copied_plans.explanation, copied_plans.not_provable
FROM copied_plans
