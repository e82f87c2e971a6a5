-- Who else is seen under one of the two names of a party (slip_members: party, side, mention), as it sounds, in a case of the party or
-- with its birth date: side whose name it is, the number (valid) or what stands in its place. named_elsewhere: who is not looked at tonight.
WITH members AS (
    SELECT slip_members.party, slip_members.side, name_forms.sounds, mentions.case_no_key, mentions.birth_date
    FROM slip_members
    INNER JOIN mentions ON mentions.mention = slip_members.mention
    INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
),

named AS (SELECT DISTINCT party, side, sounds FROM members),

in_cases AS (
    SELECT DISTINCT named.party, named.side, named.sounds, members.case_no_key
    FROM named
    INNER JOIN members ON members.party = named.party
    WHERE members.case_no_key IS NOT NULL
),

born AS (
    SELECT DISTINCT named.party, named.side, named.sounds, members.birth_date
    FROM named
    INNER JOIN members ON members.party = named.party
    WHERE members.birth_date IS NOT NULL
),

bearing AS (
    SELECT mentions.mention, mentions.dataset_bit, name_forms.sounds, mentions.birth_date, mentions.case_no_key,
        mentions.effective_date, numbers.number,
        CASE
            WHEN numbers.number IS NULL AND chars(mentions.id_no) >= 14 AND mentions.id_state <> 'lost_digits' THEN mentions.id_no
        END AS digits
    FROM mentions
    INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
    INNER JOIN (SELECT DISTINCT sounds FROM named) AS asked ON asked.sounds = name_forms.sounds
    LEFT JOIN numbers ON numbers.mention = mentions.mention
    UNION ALL
    SELECT 0, dataset_bit, sounds, birth_date, case_no_key, effective_date, number, digits FROM named_elsewhere
),

met AS (
    SELECT in_cases.party, in_cases.side, TRUE AS in_case, bearing.mention, bearing.dataset_bit, bearing.case_no_key,
        bearing.effective_date, bearing.number, bearing.digits
    FROM in_cases
    INNER JOIN bearing ON bearing.sounds = in_cases.sounds AND bearing.case_no_key = in_cases.case_no_key
    UNION ALL
    SELECT born.party, born.side, FALSE, bearing.mention, bearing.dataset_bit, NULL, NULL, bearing.number, bearing.digits
    FROM born
    INNER JOIN bearing ON bearing.sounds = born.sounds AND bearing.birth_date = born.birth_date
)

SELECT DISTINCT met.party, met.side, met.in_case, met.number, met.digits, met.dataset_bit, met.case_no_key, met.effective_date
FROM met
LEFT JOIN slip_members ON slip_members.party = met.party AND slip_members.mention = met.mention
WHERE slip_members.mention IS NULL
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
