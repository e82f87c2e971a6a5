-- The place of a dataset with a county column of its own is that county.
SELECT DISTINCT
    place,
    place AS county
FROM place_rows
ORDER BY place
