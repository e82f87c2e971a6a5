"""The legal clock and the statutes as data: working days, time limits, terms, case numbers, counties, articles."""

from pipelines.law.calendar import CalendarError, UnknownYearError, WorkingCalendar, weekday_text, working_calendar
from pipelines.law.case_numbers import CaseNumber, parse_case_number
from pipelines.law.clock import (
    BANDS,
    Clock,
    Deadline,
    EffectiveDate,
    add_months,
    band_of,
    legal_clock,
    term_end,
    term_end_readings,
)
from pipelines.law.counties import County, CountyMatch, counties_in, county, known_counties, resolve, zone_of
from pipelines.law.refusal import Refusal
from pipelines.law.relations import calendar_table, deadlines_table, effective_table, term_ends_table
from pipelines.law.statutes import Citation, StatuteError, cite, references
from pipelines.law.terms import Term, parse_term

__all__ = [
    "BANDS",
    "CalendarError",
    "CaseNumber",
    "Citation",
    "Clock",
    "County",
    "CountyMatch",
    "Deadline",
    "EffectiveDate",
    "Refusal",
    "StatuteError",
    "Term",
    "UnknownYearError",
    "WorkingCalendar",
    "add_months",
    "band_of",
    "calendar_table",
    "cite",
    "counties_in",
    "county",
    "deadlines_table",
    "effective_table",
    "known_counties",
    "legal_clock",
    "parse_case_number",
    "parse_term",
    "references",
    "resolve",
    "term_end",
    "term_end_readings",
    "term_ends_table",
    "weekday_text",
    "working_calendar",
    "zone_of",
]
