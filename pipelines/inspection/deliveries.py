"""What became of each delivery: taken in how, believed by which night, and which nights stand on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pyarrow.parquet as pq

from pipelines import landing, ledger
from pipelines.inspection.errors import InspectionError
from pipelines.landing import Delivery
from pipelines.settings import Night, Settings

#: hex digits of a delivery's id that must be typed at least
LEAST_DIGITS = 6


@dataclass(frozen=True)
class Account:
    """One delivery as taken in, and what a night thought of it; without words where no night has judged it."""

    received: ledger.Received
    verdict: str
    reason: str
    text: str

    def as_json(self) -> dict[str, Any]:
        """For machines: the delivery, its parts, its verdict."""
        return {**asdict(self.received), "verdict": self.verdict, "reason": self.reason, "text": self.text}


@dataclass(frozen=True)
class Use:
    """A recorded night that knew a delivery; `stands_on_it` where its results may come from it."""

    night: date
    verdict: str
    reason: str
    stands_on_it: bool


def accounts(
    settings: Settings, night: date | None = None, dataset: str | None = None, source: str | None = None
) -> list[Account]:
    """Every delivery taken in up to a night (default: all), with the verdict of that night or the newest before it.

    Raises:
        InspectionError: the dataset is not declared.
    """
    until = night or date.max
    known = Night.of(settings, until).contracts
    if dataset is not None and dataset not in known.datasets:
        raise InspectionError(f"unknown dataset '{dataset}'; known: {', '.join(known.datasets)}")
    recorded = [day for day in ledger.known_nights(settings) if day <= until]
    judged = {each.delivery_id: each for each in ledger.judged(settings, night=recorded[-1])} if recorded else {}
    found = []
    for each in ledger.received(settings, until, dataset):
        if source is None or each.dataset.startswith(f"{source}."):
            verdict = judged.get(each.delivery_id)
            words = (verdict.verdict, verdict.reason, verdict.text) if verdict else ("", "", "")
            found.append(Account(each, *words))
    return found


def delivery_named(settings: Settings, typed: str) -> Delivery:
    """The landed delivery whose id is, or alone begins with, what was typed.

    Raises:
        InspectionError: none, several, or too few digits.
    """
    wanted = typed.strip().lower()
    if len(wanted) < LEAST_DIGITS or set(wanted) - set("0123456789abcdef"):
        raise InspectionError(
            f"'{typed}' is no delivery id; give at least {LEAST_DIGITS} of its 16 hex digits, "
            "as `crosscheck deliveries` shows them"
        )
    everything = landing.deliveries(Night.of(settings, date.max))
    found = [delivery for delivery in everything if delivery.delivery_id.startswith(wanted)]
    if not found:
        raise InspectionError(f"no delivery '{typed}' has landed; `crosscheck deliveries` lists those that have")
    if len(found) > 1:
        several = ", ".join(f"{each.delivery_id} ({each.dataset} {each.business_date})" for each in found)
        raise InspectionError(f"'{typed}' begins several delivery ids: {several}; give more digits")
    return found[0]


def uses_of(settings: Settings, delivery: Delivery) -> list[Use]:
    """The recorded nights that knew a delivery, oldest first.

    A night stands on an accepted increment, on its newest accepted full delivery, and on an older one from which a
    silent county's rows were carried over.
    """
    increment = Night.of(settings, date.max).contracts.datasets[delivery.dataset].delivery == "increment"
    found = []
    for each in ledger.judged(settings, delivery_id=delivery.delivery_id):
        accepted = [
            other
            for other in ledger.judged(settings, night=each.night)
            if other.dataset == delivery.dataset and other.verdict != "hold"
        ]
        newest = accepted[-1].delivery_id if accepted else ""
        stands = each.verdict != "hold" and (
            increment or newest == delivery.delivery_id or delivery.delivery_id in _carried(settings, each.night)
        )
        found.append(Use(each.night, each.verdict, each.reason, stands))
    return found


def _carried(settings: Settings, night: date) -> Iterable[str]:
    """Deliveries that the night's coverage names, as far as the night still stands on disk."""
    file = Night.of(settings, night).folder("quality") / "coverage.parquet"
    if not file.is_file():
        return ()
    named: list[str | None] = pq.read_table(file, columns=["delivery_id"])["delivery_id"].to_pylist()
    return {name for name in named if name}
