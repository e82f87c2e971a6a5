/*---
id: S07
version: 1
label: 请假逾期未归
title: 批准的外出期满后未归，或者逾期返回
question: 经批准请假外出的人，期满有没有返回并销假？
english: 'On approved leave: did the person come back, and report back, by its last day?'
direction: supervision
audience: prosecutor
law: [办法28]
duty: [执行地县级社区矫正机构、受委托的司法所：责令立即返回，查明原因，依规处置]
instrument: 书面纠正意见
needs: [justice.register, justice.leaves]
searched:
  - {dataset: justice.leaves, what: 续假（期满次日以前开始、更晚结束）、同一外出的另一份记录已销假、目的地在本市县以内}
  - {dataset: justice.permits, what: 期满次日仍有效的经常性跨市县活动批准}
  - {dataset: justice.contacts, what: 外出开始以后、期满次日以前在执行地的正常接触（说明已经返回）}
  - {dataset: justice.transfers, what: 外出期间决定变更执行地}
  - {dataset: justice.register, what: 期满以前矫正已结束}
  - {dataset: police.custody, what: 期满时或次日在押}
  - {dataset: police.population, what: 期满次日以前死亡}
clears:
  - 已按期返回，只是没有销假或者销假日期登记有误
  - 已经续假，只是没有录入
  - 因疾病、不可抗力不能按期返回，已及时报告
shows:
  justice.leaves: [leave_no, correction_no, reason, destination_county, start_date, end_date, approval_level, approved, approved_date, returned_date]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, end_date, county, office_name, status]
  justice.contacts: [correction_no, contacted_at, method, result, county]
  justice.sanctions: [sanction_no, correction_no, kind, behaviour_date, decided_date, reason]
---*/
WITH granted AS (
    SELECT
        leave.record_id,
        leave.correction_no,
        leave.start_date,
        leave.end_date,
        leave.destination_county,
        CASE WHEN leave.returned_date <= parameters.night THEN leave.returned_date END AS returned_on
    FROM justice_leaves AS leave
    CROSS JOIN parameters
    WHERE leave.approved
        AND COALESCE(leave.approved_date <= parameters.night, TRUE)
        AND leave.start_date <= leave.end_date
),
overdue AS (
    SELECT
        granted.record_id,
        granted.correction_no,
        granted.start_date,
        granted.end_date,
        granted.returned_on,
        register.record_id AS register_record,
        register.county,
        register.case_no,
        register.correction_type,
        register.end_date AS term_end,
        register.id_no_18,
        person.person_id,
        LEAST(reach.covered_to, parameters.night) AS seen_on,
        parameters.night,
        -- one absence entered twice is one
        ROW_NUMBER() OVER (
            PARTITION BY granted.correction_no, granted.end_date ORDER BY granted.start_date, granted.record_id
        ) AS place
    FROM granted
    CROSS JOIN parameters
    INNER JOIN justice_register AS register ON register.correction_no = granted.correction_no
    INNER JOIN persons AS person ON person.record_id = register.record_id
    -- the day after the last one is left for the entry; nothing is said beyond what the leaves reach
    INNER JOIN reach
        ON reach.dataset = 'justice.leaves'
        AND reach.county = COALESCE(register.county, '')
        AND reach.covered_to > add_days(granted.end_date, 1)
    LEFT JOIN counties AS home ON home.county = register.county
    LEFT JOIN counties AS target ON target.county = granted.destination_county
    WHERE register.status = 'in_correction'
        AND NOT COALESCE(register.ended_date <= parameters.night, FALSE)
        AND COALESCE(register.end_date > granted.end_date, TRUE)
        -- who moves inside the zone has not left (办法26)
        AND COALESCE(target.zone <> home.zone, TRUE)
        AND (granted.returned_on IS NULL OR granted.returned_on > granted.end_date)
        AND NOT EXISTS (
            SELECT 1 FROM granted AS other
            WHERE other.correction_no = granted.correction_no
                AND other.record_id <> granted.record_id
                AND (
                    -- leave goes on
                    (other.start_date <= add_days(granted.end_date, 1) AND other.end_date > granted.end_date)
                    -- or another record of the same absence says the person is back
                    OR (
                        other.start_date <= granted.end_date
                        AND other.returned_on BETWEEN granted.start_date AND granted.end_date
                    )
                )
        )
),
-- contact at home shows that the person is back: in person there, or located in the zone
back AS (
    SELECT
        overdue.record_id,
        contact.record_id AS contact_record,
        day_of(contact.contacted_at) AS back_on,
        ROW_NUMBER() OVER (PARTITION BY overdue.record_id ORDER BY contact.contacted_at, contact.record_id) AS place
    FROM overdue
    INNER JOIN justice_contacts AS contact ON contact.correction_no = overdue.correction_no
    LEFT JOIN counties AS located ON located.county = contact.county
    LEFT JOIN counties AS home ON home.county = overdue.county
    WHERE contact.result = 'normal'
        AND day_of(contact.contacted_at) <= overdue.night
        -- the day of departure may have begun at home
        AND (day_of(contact.contacted_at) > overdue.start_date OR day_of(contact.contacted_at) = overdue.end_date)
        AND (
            located.zone = home.zone
            OR (contact.county IS NULL AND contact.method IN ('in_person', 'home_visit', 'community_service'))
        )
),
away AS (
    SELECT
        overdue.*,
        back.back_on,
        back.contact_record,
        LEAST(overdue.returned_on, back.back_on) AS known_back,
        -- 销假 on the first working day after a rest day may only say when the office was open
        COALESCE(overdue.returned_on <= rolled.due_day, FALSE) AS office_closed
    FROM overdue
    LEFT JOIN back ON back.record_id = overdue.record_id AND back.place = 1
    LEFT JOIN rolled ON rolled.day = overdue.end_date
    WHERE overdue.place = 1 AND NOT COALESCE(back.back_on <= add_days(overdue.end_date, 1), FALSE)
),
counted AS (
    SELECT
        away.*,
        LEAST(COALESCE(away.known_back, away.seen_on), COALESCE(away.term_end, away.seen_on), away.seen_on) AS until_on
    FROM away
),
answered AS (
    SELECT
        counted.record_id,
        sanction.record_id AS sanction_record,
        sanction.decided_date,
        ROW_NUMBER() OVER (PARTITION BY counted.record_id ORDER BY sanction.decided_date, sanction.record_id) AS place
    FROM counted
    INNER JOIN justice_sanctions AS sanction ON sanction.correction_no = counted.correction_no
    WHERE sanction.kind NOT IN ('commendation', 'petition_commutation')
        AND sanction.decided_date BETWEEN add_days(counted.end_date, 1) AND counted.night
        -- a behaviour named and outside the days of absence is another matter
        AND (sanction.behaviour_date IS NULL OR sanction.behaviour_date BETWEEN counted.end_date AND counted.until_on)
)
SELECT
    counted.record_id AS finding_key,
    counted.county,
    counted.register_record AS person_record,
    counted.case_no,
    counted.correction_type,
    add_days(counted.end_date, 1) AS since,
    days_between(counted.end_date, counted.until_on) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN counted.id_no_18 IS NULL THEN 1 ELSE 0 END)
        + (CASE WHEN counted.office_closed OR (counted.returned_on IS NULL AND counted.back_on IS NOT NULL) THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌请假逾期：批准外出' || iso_text(counted.start_date) || '至' || iso_text(counted.end_date) || '，'
    || CASE
        WHEN counted.known_back IS NULL
            THEN '至' || iso_text(counted.until_on) || '未见返回、销假，已逾'
                || CAST(days_between(counted.end_date, counted.until_on) AS VARCHAR) || '日'
        WHEN counted.returned_on IS NULL
            THEN iso_text(counted.back_on) || '在执行地已有接触，此前' || CAST(days_between(counted.end_date, counted.until_on) AS VARCHAR)
                || '日未见返回，至今未见销假'
        ELSE iso_text(counted.returned_on) || '销假，逾期' || CAST(days_between(counted.end_date, counted.until_on) AS VARCHAR) || '日'
    END
    || CASE WHEN counted.office_closed THEN '（期满日为休息日，可能是上班后补办）' ELSE '' END
    || CASE
        WHEN answered.sanction_record IS NOT NULL THEN '；' || iso_text(answered.decided_date) || '已有处置。'
        ELSE '。'
    END AS summary,
    '期满' || iso_text(counted.end_date) || ' → ' || iso_text(counted.until_on) || ' = '
    || CAST(days_between(counted.end_date, counted.until_on) AS VARCHAR) || '日' AS arithmetic,
    counted.record_id AS evidence_1,
    counted.register_record AS evidence_2,
    CASE WHEN counted.returned_on IS NULL THEN counted.contact_record END AS evidence_3,
    answered.sanction_record AS evidence_4
FROM counted
LEFT JOIN answered ON answered.record_id = counted.record_id AND answered.place = 1
LEFT JOIN needed_coverage ON needed_coverage.county = COALESCE(counted.county, '')
WHERE NOT EXISTS (
    SELECT 1 FROM justice_permits AS permit
    WHERE permit.correction_no = counted.correction_no
        AND add_days(counted.end_date, 1) BETWEEN permit.start_date AND permit.end_date
)
AND NOT EXISTS (
    -- on the way to another county: that is a matter of the transfer
    SELECT 1 FROM justice_transfers AS transfer
    WHERE transfer.correction_no = counted.correction_no
        AND transfer.decided_date BETWEEN counted.start_date AND add_days(counted.end_date, 1)
)
AND NOT EXISTS (
    SELECT 1 FROM restraints
    WHERE restraints.person_id = counted.person_id
        AND restraints.from_day <= add_days(counted.end_date, 1)
        AND restraints.to_day >= counted.end_date
)
AND NOT EXISTS (
    SELECT 1
    FROM police_population AS resident
    INNER JOIN persons AS person ON person.record_id = resident.record_id
    WHERE person.person_id = counted.person_id
        AND resident.status = 'died'
        AND COALESCE(resident.status_date <= add_days(counted.end_date, 1), TRUE)
)
ORDER BY finding_key
