-- Absences over their last day that have an explanation or are not provable.
SELECT not_back_from_leave.county, not_back_from_leave.explanation, not_back_from_leave.not_provable
FROM not_back_from_leave
