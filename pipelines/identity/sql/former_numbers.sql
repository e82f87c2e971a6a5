-- Records under a number the population register says was replaced, beside the register's entry under the new number
-- (role 'entry') and beside whoever the register lists under the old number now (role 'holder').
-- A number replaced by two different new ones tells nothing.
WITH replaced AS (
    SELECT former_id_18 AS old_number, min(id_no_18) AS new_number, min(mention) AS entry
    FROM mentions
    WHERE former_id_18 IS NOT NULL AND id_no_18 IS NOT NULL AND id_no_18 <> former_id_18
    GROUP BY former_id_18
    HAVING count(DISTINCT id_no_18) = 1
),

met AS (
    SELECT record.mention AS record, replaced.entry AS other, 'entry' AS role, replaced.new_number
    FROM replaced
    INNER JOIN mentions AS record ON record.id_no_18 = replaced.old_number
    UNION ALL
    SELECT record.mention, holder.mention, 'holder', replaced.new_number
    FROM replaced
    INNER JOIN mentions AS record ON record.id_no_18 = replaced.old_number
    INNER JOIN mentions AS holder
        ON holder.id_no_18 = replaced.old_number AND holder.dataset_bit = 16 AND holder.mention <> record.mention
)

SELECT least(record, other) AS a, greatest(record, other) AS b, record, other, role, new_number FROM met
