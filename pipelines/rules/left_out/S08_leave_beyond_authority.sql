-- Leaves longer than whoever granted them may grant that have an explanation or are not provable.
SELECT leaves_beyond_authority.county, leaves_beyond_authority.explanation, leaves_beyond_authority.not_provable
FROM leaves_beyond_authority
