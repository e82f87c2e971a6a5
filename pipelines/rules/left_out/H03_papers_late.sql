-- Sentences whose notice or papers are late or not on file at all: explained, because the person had died before they were due;
-- or not provable, because the data do not reach beyond the deadline and the days of grace (the papers of those executed
-- outside the region never show here), because the identity waits for a decision, or because no date starts the clock.
SELECT papers_late.county, papers_late.explanation, papers_late.not_provable
FROM papers_late
UNION ALL
-- no day to count from, and no notice on file
SELECT duty.county, CAST(NULL AS VARCHAR) AS explanation, 'clock_unknown' AS not_provable
FROM dispositions AS duty
INNER JOIN court_sentences AS sentence ON sentence.record_id = duty.record_id
WHERE duty.effective_date IS NULL
    AND duty.disposition <> 'not_in_force'
    AND sentence.notified_date IS NULL
