-- What the comparison by value says of each differing pair.
SELECT differing_values.a, differing_values.b, coalesce(name_levels.level, {name_missing}) AS name_level,
    id_slips.valid IS NOT NULL AS id_slip, case_slips.case_x IS NOT NULL AS case_slip
FROM differing_values
LEFT JOIN name_levels ON name_levels.key_x = differing_values.key_x AND name_levels.key_y = differing_values.key_y
LEFT JOIN id_slips ON id_slips.valid = differing_values.valid AND id_slips.written = differing_values.written
LEFT JOIN case_slips ON case_slips.case_x = differing_values.case_x AND case_slips.case_y = differing_values.case_y
