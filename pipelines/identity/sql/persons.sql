-- The persons of docs/architecture.md: one row per mention.
SELECT
    membership.record_id, membership.person_id, membership.way,
    CASE
        WHEN membership.way = 'former_id' THEN '身份证号为公安登记的更正前号码,更正后号码一致,姓名相符'
        WHEN membership.way = 'id' THEN '有效身份证号一致且姓名相符,同号记录共' || CAST(membership.of_number AS VARCHAR) || '条'
        WHEN membership.way = 'single' AND owners.cells_of_number > 1 THEN '证号与姓名不符的其他记录相同,未认定为同一人'
        WHEN membership.way = 'single' THEN '未与其他记录认定为同一人'
        ELSE '与“' || dataset_titles.title || '”记录比对:' || membership.edge_explanation
    END AS explanation
FROM membership
LEFT JOIN owners ON owners.cell = membership.cell
LEFT JOIN dataset_titles ON dataset_titles.dataset = membership.edge_dataset
-- mentions are numbered in the order of record ids
ORDER BY membership.mention
