"""The documents a procuratorate issues, and by which day each is to be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.law.calendar import UnknownYearError
from pipelines.law.clock import legal_clock
from pipelines.law.statutes import UNVERIFIED

INSTRUMENTS = Path(__file__).with_name("instruments.yaml")
UNKNOWN_YEAR = "日历未载该年，届满日待定"


@dataclass(frozen=True)
class Instrument:
    """One kind of document: days or months to answer in, neither where the document alone can say."""

    id: str
    label: str
    numbered: bool = True
    days: int | None = None
    months: int | None = None
    settable: bool = True
    reference: str = ""
    verified: bool = False
    gist: str = ""


@cache
def instruments() -> dict[str, Instrument]:
    """Every kind, by id, in the order they are offered."""
    return {name: Instrument(name, **body) for name, body in _document()["instruments"].items()}


@dataclass(frozen=True)
class Due:
    """The last day to answer (None where nothing says it), the sum in words, and whether its law was read in the text.

    Where it was not, the sum ends with 〔待核〕.
    """

    day: date | None
    arithmetic: str
    verified: bool


def answer_due(kind: str, served: date, set_day: date | None = None) -> Due:
    """By when a document served on a day is to be answered; a day set in the document rests on no other law.

    Raises:
        KeyError: no such kind of document.
    """
    instrument = instruments()[kind]
    if set_day is not None and instrument.settable:
        return Due(set_day, f"文书定于{set_day}前回复", True)
    return _due(served, instrument.days, instrument.months, instrument.verified)


def review_due(asked: date) -> Due:
    """By when the procuratorate is to answer a unit that asked for a review (规则554)."""
    review = _document()["review"]
    return _due(asked, review["days"], None, review["verified"])


def _due(start: date, days: int | None, months: int | None, verified: bool) -> Due:
    try:
        if days is not None:
            deadline = legal_clock().deadline(start, days)
        elif months is not None:
            deadline = legal_clock().month_deadline(start, months)
        else:
            return Due(None, "文书未定回复期限", True)
    except UnknownYearError:
        return Due(None, UNKNOWN_YEAR, True)
    return Due(deadline.due_day, deadline.arithmetic + ("" if verified else UNVERIFIED), verified)


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(INSTRUMENTS.read_text("utf-8"))
    return document
