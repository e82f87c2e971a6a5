"""Case numbers, terms and counties: read by `pipelines.law`, fitted to the canonical columns here."""

from __future__ import annotations

from pipelines.law import case_numbers, counties, terms
from pipelines.law.refusal import Refusal


def read_case_number(text: str) -> tuple[str, str | None]:
    """Normal form and comparison key; a number that cannot be read stays as it came, without a key."""
    number = case_numbers.parse_case_number(text)
    return (text, None) if number is None else (number.display, number.key)


def read_term(text: str) -> tuple[str, str | None, int | None, int | None]:
    """The text, kind, months and days of a penalty; without a kind where it cannot be read."""
    return _term(text, "principal")


def read_probation_term(text: str) -> tuple[str, str | None, int | None, int | None]:
    """The same for a column about the probation period."""
    return _term(text, "probation")


def _term(text: str, part: terms.Part) -> tuple[str, str | None, int | None, int | None]:
    term = terms.parse_term(text, part)
    return (text, None, None, None) if isinstance(term, Refusal) else (text, term.kind, term.months, term.days)


class CountyReader:
    """Reads counties for one region and remembers what it had to assume, by text."""

    def __init__(self, region: tuple[str, ...]) -> None:
        self._region = region
        self.assumptions: dict[str, str] = {}

    def read(self, text: str) -> str | None:
        """The six-digit code; None where the county is unknown, ambiguous or no county."""
        match = counties.resolve(text, self._region)
        if isinstance(match, Refusal):
            return None
        if match.assumption is not None:
            self.assumptions[text] = match.assumption
        return match.code
