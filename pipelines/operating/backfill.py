"""Many nights, in whatever order, to one end: what came is received once, reports are drawn when all is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pipelines import ledger, reports
from pipelines.night import STEPS, Counts, Step, run_step
from pipelines.settings import Night, Settings


def days(first: date, last: date) -> list[date]:
    """Every day from the first to the last."""
    return [first + timedelta(days=place) for place in range((last - first).days + 1)]


def receive(night: Night) -> Iterator[tuple[Step, Counts]]:
    """Receive and standardise everything delivered up to a night: no earlier night needs more."""
    for step in STEPS:
        if step.per_source:
            yield step, run_step(step.name, night)


def backfill(settings: Settings, nights: Sequence[date], *, anew: bool = False) -> Iterator[tuple[date, str, Counts]]:
    """Run nights in the order given, yielding (night, step, counts).

    The end is that of the same nights run one by one in order. A step whose inputs are unchanged is not run again;
    reports are drawn last, each once, those of later recorded nights included where they change.
    """
    if not nights:
        return
    for step, counts in receive(newest := Night.of(settings, max(nights))):
        yield newest.business_date, step.name, counts
    for day in nights:
        night = Night(settings, newest.contracts, day)
        for step in STEPS:
            if not step.per_source and step.name != "reports":
                yield day, step.name, run_step(step.name, night, anew=anew)
    for day in ledger.known_nights(settings):
        night = Night(settings, newest.contracts, day)
        if day >= min(nights) and (night.folder("rules") / "findings.parquet").is_file():
            yield day, "reports", reports.render(night, anew=anew and day in nights)
