-- The record each person's id is minted from: the one known first, also where it is no longer delivered, then the smallest.
-- Two people never share one: a record is in one person, and a vanished one counts only where one person alone claims it.
WITH grouped AS (
    SELECT cells.mention, coalesce(group_of.root, cells.cell) AS person
    FROM cells
    LEFT JOIN group_of ON group_of.cell = cells.cell
),

firsts AS (
    SELECT grouped.person,
        min(days_between(DATE '1900-01-01', mentions.first_day) * 4294967296 + grouped.mention) AS code
    FROM grouped
    INNER JOIN mentions ON mentions.mention = grouped.mention
    GROUP BY grouped.person
),

claimed AS (
    SELECT mentions.former, min(grouped.person) AS person
    FROM grouped
    INNER JOIN mentions ON mentions.mention = grouped.mention
    WHERE mentions.former IS NOT NULL
    GROUP BY mentions.former
    HAVING count(DISTINCT grouped.person) = 1
),

formers AS (SELECT person, min(former) AS code FROM claimed GROUP BY person),

founding AS (
    SELECT firsts.person,
        CASE
            WHEN formers.code < iso_text(mentions.first_day) || '|' || mentions.record_id
                THEN substr(formers.code, 12, chars(formers.code) - 11)
            ELSE mentions.record_id
        END AS record_id
    FROM firsts
    INNER JOIN mentions ON mentions.mention = mod(firsts.code, 4294967296)
    LEFT JOIN formers ON formers.person = firsts.person
)

SELECT person, 'p' || substr(md5(record_id), 1, 20) AS person_id FROM founding
