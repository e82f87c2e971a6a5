-- Register rows in correction without a decision linked to them: explained, because the person has another decision or a release
-- from prison that may well be the one; or not provable, because there is neither number nor case to look for, the identity
-- waits for a decision, a decision of the same case is linked to nobody, the court's row could not be read, no date says when
-- it was decided, or the court's deliveries do not reach from before that day to after it.
SELECT undecided_files.county, undecided_files.explanation, undecided_files.not_provable
FROM undecided_files
