"""Where planted cases are written down, and the moves that many of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data.generator.builder import INTERVALS, Builder
from data.generator.supervision import accompany
from data.generator.world import HISTORY_FROM, Handed, Term


@dataclass(frozen=True)
class Case:
    """One planted case: its name in the truth files and what it is about."""

    name: str
    text: str
    build: Callable[[Builder], None]


CASES: list[Case] = []


def plant(text: str) -> Callable[[Callable[[Builder], None]], Callable[[Builder], None]]:
    """Declare a planted case; its name is the function's."""

    def declare(build: Callable[[Builder], None]) -> Callable[[Builder], None]:
        CASES.append(Case(build.__name__, text, build))
        return build

    return declare


def sentenced(b: Builder, county: str, effective: date, **given: Any) -> Handed:
    """A new person with a sentence; a person's attributes go in `person`."""
    person = b.person(county, **given.pop("person", {}))
    if given.get("kind", "probation") == "probation":
        given.setdefault("penalty", ("imprisonment", 18))
        given.setdefault("probation", 30)
    elif given["kind"] == "public_surveillance":
        given.setdefault("penalty", ("surveillance", 24))
    else:
        given.setdefault("penalty", ("imprisonment", 60))
    return b.sentence(person, county, effective=effective, **given)


def received(b: Builder, handed: Handed, reported: date | None = None, **given: Any) -> Term:
    """Registered and supervised; on the given day, or some day in time."""
    return accompany(b, b.register(handed, reported=reported, **given))


def late_by(b: Builder, county: str, effective: date, days: int, **given: Any) -> Term:
    """Registered that many days after the deadline."""
    handed = sentenced(b, county, effective, **given)
    assert handed.deadline is not None
    return received(b, handed, handed.deadline + timedelta(days))


def supervised(b: Builder, county: str, level: str, *, effective: date = date(2024, 6, 12), **given: Any) -> Term:
    """In correction since last year, all quiet, contacts still to be written."""
    handed = sentenced(b, county, effective, **given)
    return accompany(b, b.register(handed, level=level), contacts=False)


def silent_since(b: Builder, term: Term, last: date, attempts: tuple[date, ...] = ()) -> Term:
    """The last positive contact was on `last`; afterwards at most attempts nobody answered."""
    b.contacts(term, since=min(HISTORY_FROM, last - timedelta(25)), last=last)
    for day in attempts:
        term.contacts.append(b.contact(day, method="telephone", result="no_answer"))
    return term


def runs_out(b: Builder, county: str, level: str, due: date, **given: Any) -> Term:
    """A person whose interval ends on `due` without another contact."""
    term = supervised(b, county, level, **given)
    return silent_since(b, term, due - timedelta(INTERVALS[level]), (due - timedelta(1), due + timedelta(2)))


def in_good_order(b: Builder, county: str, *, level: str = "ordinary", **given: Any) -> Term:
    """In correction with all that belongs to it; reports in ways that do not tell where the telephone is."""
    given.setdefault("effective", date(2024, 6, 12))
    row = {name: given.pop(name) for name in ("office_name",) if name in given}
    effective = given.pop("effective")
    term = received(b, sentenced(b, county, effective, **given), level=level, **row)
    for contact in term.contacts:
        if contact.method == "app_check_in":
            contact.method = "telephone"
    return term
