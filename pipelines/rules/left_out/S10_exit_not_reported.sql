-- Terms of correction without an open report, and reports still open after correction ended, that have an explanation
-- or are not provable.
SELECT unreported.county, unreported.explanation, unreported.not_provable
FROM exits_unreported AS unreported
UNION ALL
SELECT restriction.county, restriction.explanation, restriction.not_provable
FROM restrictions_after_end AS restriction
WHERE restriction.kind = 'exit_report'
