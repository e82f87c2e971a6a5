/*---
id: H03
version: 1
label: 通知、文书逾期送达
title: 裁判生效后未在五日内通知、十日内送达法律文书
question: 裁判生效后，决定机关有没有在五日内通知执行地社区矫正机构，在十日内送达法律文书？
english: 'After the decision took effect: was the agency told within five days, and did the papers arrive within ten?'
direction: supervision
audience: prosecutor
law: [社矫法20]
duty: [社区矫正决定机关（人民法院）：生效之日起五日内通知执行地社区矫正机构，十日内送达法律文书]
instrument: 纠正违法通知书
needs: [court.sentences, justice.register]
searched:
  - {dataset: justice.register, what: 同一人同一案件的任何登记中，更早的文书收到日期、回执日期}
  - {dataset: police.population, what: 期限届满前死亡}
clears:
  - 已按期通知、送达，只是没有登记，或者日期录入有误
  - 裁判生效日期有误，期限应更晚
  - 法律文书在五日内已送达，以送达代替通知
  - 因执行地确定有误等原因改送其他社区矫正机构，首次送达并未逾期
shows:
  court.sentences: [case_no, defendant_no, court_name, decision_type, correction_type, person_name, id_no, pronounced_date, served_date, effective_date, execution_county, notified_date, documents_sent_date, execution_notice_no]
  justice.register: [correction_no, person_name, id_no, case_no, correction_type, effective_date, documents_received_date, receipt_returned_date, county, status]
---*/
SELECT
    found.record_id AS finding_key,
    found.county,
    found.record_id AS person_record,
    sentence.case_no,
    sentence.correction_type,
    add_days(CASE WHEN found.tells THEN found.tell_by ELSE found.send_by END, 1) AS since,
    GREATEST(
        CASE WHEN found.tells THEN found.tell_days ELSE 0 END,
        CASE WHEN found.sends THEN found.send_days ELSE 0 END
    ) AS days,
    CAST(NULL AS VARCHAR) AS band,
    CASE
        (CASE WHEN CASE WHEN found.register_record IS NULL THEN sentence.id_no_18 IS NOT NULL ELSE found.exact END THEN 0 ELSE 1 END)
        + (CASE WHEN effective.estimated THEN 1 ELSE 0 END)
        + (CASE WHEN needed_coverage.covers_night THEN 0 ELSE 1 END)
        WHEN 0 THEN 'A'
        WHEN 1 THEN 'B'
        ELSE 'C'
    END AS tier,
    '涉嫌'
    || CASE
        WHEN found.tells AND found.sends THEN '逾期通知、逾期送达文书：'
        WHEN found.tells THEN '逾期通知执行地：'
        ELSE '逾期送达法律文书：'
    END
    || CASE
        WHEN NOT found.tells THEN ''
        WHEN found.told_on IS NULL THEN '最迟应于' || iso_text(found.tell_by) || '通知，至' || found.night_text || '未见通知日期'
        ELSE '最迟应于' || iso_text(found.tell_by) || '通知，实际' || iso_text(found.told_on) || '，晚'
            || CAST(found.tell_days AS VARCHAR) || '日'
    END
    || CASE WHEN found.tells AND found.sends THEN '；' ELSE '' END
    || CASE
        WHEN NOT found.sends THEN ''
        WHEN found.delivered_on IS NULL THEN '文书最迟应于' || iso_text(found.send_by) || '送达，至' || found.night_text || '未见送达、收到日期'
        ELSE '文书最迟应于' || iso_text(found.send_by) || '送达，'
            || CASE WHEN found.arrived_on IS NULL THEN '法院登记送达' ELSE '机构收到' END || iso_text(found.delivered_on)
            || '，晚' || CAST(found.send_days AS VARCHAR) || '日'
    END
    -- what speaks for the court is said, too
    || CASE
        WHEN found.tells AND found.delivered_on <= found.tell_by THEN '；文书' || iso_text(found.delivered_on) || '已送达'
        ELSE ''
    END
    || '。' AS summary,
    effective.arithmetic
    || CASE
        WHEN found.tells THEN '；通知：' || to_tell.arithmetic || '，' || iso_text(found.tell_by) || ' → '
            || COALESCE(iso_text(found.told_on), found.night_text) || ' = ' || CAST(found.tell_days AS VARCHAR) || '日'
        ELSE ''
    END
    || CASE
        WHEN found.sends THEN '；送达：' || to_send.arithmetic || '，' || iso_text(found.send_by) || ' → '
            || COALESCE(iso_text(found.delivered_on), found.night_text) || ' = ' || CAST(found.send_days AS VARCHAR) || '日'
        ELSE ''
    END AS arithmetic,
    found.record_id AS evidence_1,
    found.file_record AS evidence_2,
    CAST(NULL AS VARCHAR) AS evidence_3,
    CAST(NULL AS VARCHAR) AS evidence_4
FROM papers_late AS found
INNER JOIN court_sentences AS sentence ON sentence.record_id = found.record_id
INNER JOIN effective ON effective.record_id = found.record_id
INNER JOIN deadlines AS to_tell ON to_tell.from_day = found.effective_on AND to_tell.days = 5
INNER JOIN deadlines AS to_send ON to_send.from_day = found.effective_on AND to_send.days = 10
LEFT JOIN needed_coverage ON needed_coverage.county = found.county
WHERE found.explanation IS NULL AND found.not_provable IS NULL
ORDER BY finding_key
