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


def answer_due(kind: str, served: date, set_day: date | None = None) -> tuple[date | None, str]:
    """The last day to answer a document served on a day, and the sum in words; None where nothing says it.

    Raises:
        KeyError: no such kind of document.
    """
    instrument = instruments()[kind]
    if set_day is not None and instrument.settable:
        return set_day, f"文书定于{set_day}前回复"
    return _due(served, instrument.days, instrument.months)


def review_due(asked: date) -> tuple[date | None, str]:
    """The last day for the procuratorate to answer a unit that asked for a review (规则554)."""
    return _due(asked, _document()["review"]["days"], None)


def _due(start: date, days: int | None, months: int | None) -> tuple[date | None, str]:
    try:
        if days is not None:
            deadline = legal_clock().deadline(start, days)
        elif months is not None:
            deadline = legal_clock().month_deadline(start, months)
        else:
            return None, "文书未定回复期限"
    except UnknownYearError:
        return None, UNKNOWN_YEAR
    return deadline.due_day, deadline.arithmetic


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(INSTRUMENTS.read_text("utf-8"))
    return document
