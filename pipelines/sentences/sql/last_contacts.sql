-- The last contact that proves something: result 正常, up to the horizon. Attempts without an answer prove nothing.
WITH newest AS (
    SELECT k.record_id, k.correction_no, max(c.contacted_at) AS contacted_at
    FROM contact_clock AS k
    JOIN justice_contacts AS c ON c.correction_no = k.correction_no
    WHERE c.result = 'normal' AND day_of(c.contacted_at) <= k.horizon
    GROUP BY k.record_id, k.correction_no
)
SELECT m.record_id, day_of(m.contacted_at) AS day, min(c.record_id) AS evidence
FROM newest AS m
JOIN justice_contacts AS c
  ON c.correction_no = m.correction_no AND c.contacted_at = m.contacted_at AND c.result = 'normal'
GROUP BY m.record_id, m.contacted_at
