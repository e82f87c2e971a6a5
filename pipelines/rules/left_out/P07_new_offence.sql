-- Unbroken stays and new judgments during correction that have an explanation or are not provable; a judgment that
-- belongs to a stay is counted with it.
SELECT offence.county, offence.explanation, offence.not_provable
FROM new_offences AS offence
WHERE offence.record_of_episode = 1
    AND NOT EXISTS (
        SELECT 1 FROM new_offences AS measure
        WHERE offence.kind = 'sentence'
            AND measure.kind <> 'sentence'
            AND measure.course = offence.course
            AND measure.happened_on <= offence.happened_on
            AND measure.explanation IS NULL
    )
