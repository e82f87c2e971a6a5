-- Records that carry a number which more than one person has, or which is not its person's only one: of court, justice,
-- police. Few do, and all such a person's records are there.
WITH of_two_persons AS (
    SELECT number_holders.id_no_18
    FROM number_holders
    GROUP BY number_holders.id_no_18
    HAVING COUNT(*) > 1
),
of_two_numbers AS (
    SELECT number_holders.person_id
    FROM number_holders
    GROUP BY number_holders.person_id
    HAVING COUNT(*) > 1
),
doubtful AS (
    SELECT of_two_persons.id_no_18
    FROM of_two_persons
    UNION
    SELECT number_holders.id_no_18
    FROM number_holders
    INNER JOIN of_two_numbers ON of_two_numbers.person_id = number_holders.person_id
),
carried AS (
    SELECT record_id, 'court' AS source, id_no_18 FROM court_sentences
    UNION ALL
    SELECT record_id, 'court', id_no_18 FROM court_revocations
    UNION ALL
    SELECT record_id, 'justice', id_no_18 FROM justice_register
    UNION ALL
    SELECT record_id, 'justice', id_no_18 FROM justice_prison_releases
    UNION ALL
    SELECT record_id, 'police', id_no_18 FROM police_population
    UNION ALL
    SELECT record_id, 'police', id_no_18 FROM police_custody
    UNION ALL
    SELECT record_id, 'police', id_no_18 FROM police_penalties
),
carriers AS (
    SELECT carried.record_id, carried.source, carried.id_no_18
    FROM carried
    INNER JOIN doubtful ON doubtful.id_no_18 = carried.id_no_18
)
SELECT person.person_id, carriers.source, carriers.id_no_18, carriers.record_id
FROM carriers
INNER JOIN persons AS person ON person.record_id = carriers.record_id
