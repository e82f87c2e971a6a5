/*---
id: P06
version: 1
label: 裁定后未收押
title: 裁定撤销缓刑、假释或者决定收监执行以后，十日内未见收押
question: 准予撤销、收监的裁定、决定作出以后，人有没有在十日内收押、送交执行？
english: 'Revocation or return to prison was granted: was the person taken into custody within ten days?'
direction: supervision
audience: prosecutor
law: [社矫法48, 社矫法49, 社矫法50]
duty: [公安机关：及时将罪犯送交执行，逃跑的追捕]
instrument: 纠正违法通知书
needs: [court.revocations, police.custody]
searched:
  - {dataset: police.custody, what: 裁定之日至期限届满之间（含此前已在押）的拘留、逮捕、强制隔离戒毒}
  - {dataset: court.revocations, what: 送交执行、收监日期，以及在后的不予裁定}
  - {dataset: court.sentences, what: 裁定之后又决定暂予监外执行}
  - {dataset: justice.register, what: 裁定之后的暂予监外执行登记}
  - {dataset: police.population, what: 期限届满前死亡}
clears:
  - 已收押、已送交监狱或者看守所，只是没有录入
  - 已列为追逃对象，正在追捕
  - 裁定之后死亡，或者又决定暂予监外执行
  - 先行羁押折抵后已无余刑
shows:
  court.revocations: [ruling_no, original_case_no, person_name, id_no, revocation_type, petition_received_date, ruling_date, result, delivered_date]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, county, office_name, out_of_contact, status, ended_date, end_reason]
  police.custody: [custody_no, person_name, id_no, kind, reason, organ, decided_date, start_date, end_date]
---*/
WITH granted AS (
    SELECT
        petitions.*,
        deadlines.due_day,
        deadlines.arithmetic,
        ROW_NUMBER() OVER (
            PARTITION BY petitions.person_id, petitions.revocation_type, petitions.ruled_on ORDER BY petitions.record_id
        ) AS place
    FROM petitions
    CROSS JOIN parameters
    INNER JOIN deadlines ON deadlines.from_day = petitions.ruled_on AND deadlines.days = 10
    -- absence needs proof on both sides: custody, and the court's own note of delivery
    INNER JOIN reach AS custody_reach
        ON custody_reach.dataset = 'police.custody' AND custody_reach.county = COALESCE(petitions.county, '')
    INNER JOIN reach AS court_reach
        ON court_reach.dataset = 'court.revocations' AND court_reach.county = COALESCE(petitions.county, '')
    WHERE petitions.result = 'granted'
        AND LEAST(custody_reach.covered_to, court_reach.covered_to, parameters.night)
        >= add_days(deadlines.due_day, parameters.register_grace_days)
        AND custody_reach.covered_to IS NOT NULL
        AND court_reach.covered_to IS NOT NULL
),
-- the first day inside, from the ruling on; who was inside already was taken in on the day of the ruling
taken AS (
    SELECT granted.record_id, restraints.record_id AS custody_record, GREATEST(restraints.from_day, granted.ruled_on) AS taken_on
    FROM granted
    INNER JOIN restraints ON restraints.person_id = granted.person_id AND restraints.to_day >= granted.ruled_on
    UNION ALL
    SELECT granted.record_id, CAST(NULL AS VARCHAR) AS custody_record, granted.delivered_on AS taken_on
    FROM granted
    WHERE granted.delivered_on IS NOT NULL
),
taken_first AS (
    SELECT
        taken.*,
        ROW_NUMBER() OVER (PARTITION BY taken.record_id ORDER BY taken.taken_on, taken.custody_record) AS place
    FROM taken
),
free AS (
    SELECT
        granted.*,
        taken_first.custody_record,
        taken_first.taken_on,
        days_between(granted.due_day, COALESCE(taken_first.taken_on, parameters.night)) AS days
    FROM granted
    CROSS JOIN parameters
    LEFT JOIN taken_first ON taken_first.record_id = granted.record_id AND taken_first.place = 1
    WHERE granted.place = 1
        AND COALESCE(taken_first.taken_on > granted.due_day, TRUE)
)
SELECT
    free.record_id AS finding_key,
    COALESCE(free.county, '') AS county,
    free.record_id AS person_record,
    free.case_no,
    free.correction_type,
    add_days(free.due_day, 1) AS since,
    free.days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN free.exact OR free.register_record IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌裁定后未收押：' || iso_text(free.ruled_on)
    || CASE free.revocation_type
        WHEN 'revoke_probation' THEN '裁定撤销缓刑'
        WHEN 'revoke_parole' THEN '裁定撤销假释'
        ELSE '决定收监执行'
    END
    || '，最迟应于' || iso_text(free.due_day) || '收押，'
    || CASE
        WHEN free.taken_on IS NULL THEN '至' || iso_text(parameters.night) || '已逾' || CAST(free.days AS VARCHAR) || '日未见收押和送交执行。'
        ELSE iso_text(free.taken_on) || '才收押，晚' || CAST(free.days AS VARCHAR) || '日。'
    END AS summary,
    free.arithmetic || '；' || iso_text(free.due_day) || ' → ' || iso_text(COALESCE(free.taken_on, parameters.night)) || ' = '
    || CAST(free.days AS VARCHAR) || '日' AS arithmetic,
    free.record_id AS evidence_1,
    free.register_record AS evidence_2,
    free.custody_record AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM free
CROSS JOIN parameters
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(free.county, '')
-- a later ruling took it back
WHERE NOT EXISTS (
    SELECT 1
    FROM petitions AS later
    WHERE later.person_id = free.person_id
        AND later.result = 'refused'
        AND later.ruled_on > free.ruled_on
        AND COALESCE(later.case_no_key = free.case_no_key, TRUE)
)
AND NOT EXISTS (
    SELECT 1
    FROM police_population AS resident
    INNER JOIN persons AS person ON person.record_id = resident.record_id
    WHERE person.person_id = free.person_id
        AND resident.status = 'died'
        AND COALESCE(resident.status_date <= free.due_day, TRUE)
)
-- temporary release anew
AND NOT EXISTS (
    SELECT 1
    FROM court_sentences AS sentence
    INNER JOIN persons AS person ON person.record_id = sentence.record_id
    WHERE person.person_id = free.person_id
        AND sentence.correction_type = 'temporary_release'
        AND sentence.pronounced_date BETWEEN free.ruled_on AND parameters.night
)
AND NOT EXISTS (
    SELECT 1
    FROM corrections
    WHERE corrections.person_id = free.person_id
        AND corrections.correction_type = 'temporary_release'
        AND corrections.first_day > free.ruled_on
)
ORDER BY finding_key
