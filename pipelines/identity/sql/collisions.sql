-- How many pairs of two people, each pair counted both ways, have a value in common by chance, and how many people state
-- one: people by number, one value each.
WITH people AS (
    SELECT cells.cell, min(mentions.birth_date) AS birth, min(mentions.case_no_key) AS case_no, min(mentions.effective_date) AS effective
    FROM mentions
    INNER JOIN cells ON cells.mention = mentions.mention
    WHERE cells.number IS NOT NULL
    GROUP BY cells.cell
),

births AS (SELECT birth, count(*) AS people FROM people WHERE birth IS NOT NULL GROUP BY birth),

cases AS (SELECT case_no, count(*) AS people FROM people WHERE case_no IS NOT NULL GROUP BY case_no),

effectives AS (SELECT effective, count(*) AS people FROM people WHERE effective IS NOT NULL GROUP BY effective),

neighbours AS (
    SELECT sum(x.people * y.people) AS pairs
    FROM effectives AS x
    INNER JOIN effectives AS y ON y.effective = add_days(x.effective, 1)
)

SELECT
    (SELECT coalesce(sum(people * (people - 1)), 0) FROM births) AS birth_equal,
    (SELECT coalesce(sum(people), 0) FROM births) AS birth_people,
    (SELECT coalesce(sum(people * (people - 1)), 0) FROM cases) AS case_equal,
    (SELECT coalesce(sum(people), 0) FROM cases) AS case_people,
    (SELECT coalesce(sum(people * (people - 1)), 0) FROM effectives) + 2 * coalesce((SELECT pairs FROM neighbours), 0) AS effective_equal,
    (SELECT coalesce(sum(people), 0) FROM effectives) AS effective_people
