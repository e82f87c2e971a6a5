-- Who has which valid number, by any record of court, justice or police; each once. Joined per dataset: all of a nation's
-- records in one join would not fit into memory.
WITH carried AS (
    SELECT person.person_id, mention.id_no_18
    FROM court_sentences AS mention
    INNER JOIN persons AS person ON person.record_id = mention.record_id
    WHERE mention.id_no_18 IS NOT NULL
    UNION ALL
    SELECT person.person_id, mention.id_no_18
    FROM court_revocations AS mention
    INNER JOIN persons AS person ON person.record_id = mention.record_id
    WHERE mention.id_no_18 IS NOT NULL
    UNION ALL
    SELECT person.person_id, mention.id_no_18
    FROM justice_register AS mention
    INNER JOIN persons AS person ON person.record_id = mention.record_id
    WHERE mention.id_no_18 IS NOT NULL
    UNION ALL
    SELECT person.person_id, mention.id_no_18
    FROM justice_prison_releases AS mention
    INNER JOIN persons AS person ON person.record_id = mention.record_id
    WHERE mention.id_no_18 IS NOT NULL
    UNION ALL
    SELECT person.person_id, mention.id_no_18
    FROM police_population AS mention
    INNER JOIN persons AS person ON person.record_id = mention.record_id
    WHERE mention.id_no_18 IS NOT NULL
    UNION ALL
    SELECT person.person_id, mention.id_no_18
    FROM police_custody AS mention
    INNER JOIN persons AS person ON person.record_id = mention.record_id
    WHERE mention.id_no_18 IS NOT NULL
    UNION ALL
    SELECT person.person_id, mention.id_no_18
    FROM police_penalties AS mention
    INNER JOIN persons AS person ON person.record_id = mention.record_id
    WHERE mention.id_no_18 IS NOT NULL
)
SELECT DISTINCT carried.person_id, carried.id_no_18
FROM carried
