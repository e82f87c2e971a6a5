"""The verdicts on one dataset's deliveries: in order of business date, each judged against those accepted before.

The order of arrival plays no part, so nights may run in any order. On one business date the newest sequence stands for
the date: the sender has replaced what came earlier, and a withdrawn export proves nothing, even if the new one is held.
What people said of a delivery by name (`release`, `withdraw`) is an input like the deliveries, and goes before rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median
from types import MappingProxyType
from typing import Literal

from pipelines.answers import Answer
from pipelines.contracts import Dataset
from pipelines.quality import texts
from pipelines.quality.deliveries import Delivered
from pipelines.quality.expectations import CheckResult
from pipelines.quality.suites import Suite
from pipelines.settings import Settings

#: share of rows set aside beyond which the rest is no fair picture of the source (typing errors stay below 1 %)
MOST_QUARANTINED_SHARE = Fraction(1, 10)
#: rows; in a handful of rows one bad one is a large share and no reason to hold the delivery
FEWEST_BAD_ROWS = 5
#: rows; a source whose usual day has fewer may well have a day with none
FEWEST_USUAL_ROWS = 5
#: accepted deliveries whose median is the measure of the next
RECENT_DELIVERIES = 7

Checks = Callable[[Delivered], Sequence[CheckResult]]


@dataclass(frozen=True)
class Verdict:
    """May this delivery be believed? `reason` is a code, `text` a Chinese sentence; an accepted one may carry both."""

    dataset: str
    delivery_id: str
    business_date: date
    sequence: int
    verdict: Literal["accept", "hold"]
    reason: str
    text: str
    rows_in: int
    rows_out: int
    rows_quarantined: int

    @property
    def accepted(self) -> bool:
        """True where the night may stand on it."""
        return self.verdict == "accept"


def judge(
    deliveries: Sequence[Delivered],
    dataset: Dataset,
    suite: Suite,
    settings: Settings,
    checks: Checks,
    words: Mapping[str, Answer] = MappingProxyType({}),
) -> list[Verdict]:
    """Verdicts on the deliveries of one dataset, in order of business date and sequence.

    `checks` runs the suite on a delivery; it is asked only where nothing else holds the delivery. `words` are what
    people said, by delivery id: a released delivery is accepted though a rule would hold it, a withdrawn one is held.
    """
    ordered = sorted(deliveries, key=lambda each: (each.business_date, each.sequence))
    newest = _standing(ordered, words)
    accepted: list[Delivered] = []
    seen: dict[tuple[str, ...], Delivered] = {}
    verdicts = []
    for delivery in ordered:
        word = words.get(delivery.delivery_id)
        if word is not None and word.kind == "withdraw":
            verdicts.append(_verdict(delivery, "hold", "withdrawn", texts.withdrawn(delivery, dataset, word)))
            continue
        if newest[delivery.business_date] is not delivery:
            text = texts.superseded(delivery, dataset, newest[delivery.business_date].sequence)
            verdicts.append(_verdict(delivery, "hold", "superseded", text))
            continue
        found = (
            _contract(delivery, dataset, accepted[-RECENT_DELIVERIES:])
            or _stale(delivery, dataset, seen.get(delivery.digests))
            or _shrunken(delivery, dataset, accepted[-RECENT_DELIVERIES:], settings)
        )
        seen.setdefault(delivery.digests, delivery)
        if found is not None:
            verdict = _verdict(delivery, "hold", *found)
        elif delivery.rows_in == 0:
            verdict = _verdict(delivery, "accept", "", "")
        else:
            verdict = _by_checks(delivery, dataset, suite, checks(delivery))
        if not verdict.accepted and word is not None and can_be_released(delivery):
            verdict = _verdict(delivery, "accept", "released", texts.released(delivery, dataset, word, verdict.text))
        verdicts.append(verdict)
        if verdict.accepted:
            accepted.append(delivery)
    return verdicts


def can_be_released(delivery: Delivered) -> bool:
    """A word cannot make rows readable: believing a delivery of which nothing could be read would be believing absence.

    An export that truly has no rows can be released: then it says that there are none.
    """
    return delivery.rows_out > 0 or (delivery.rows_in == 0 and not delivery.refusals)


def _standing(ordered: Sequence[Delivered], words: Mapping[str, Answer]) -> dict[date, Delivered]:
    """Which delivery stands for each date: the newest, unless it is withdrawn and an earlier one released by name."""
    newest = {each.business_date: each for each in ordered}
    standing = dict(newest)
    for delivery in ordered:
        word, last = words.get(delivery.delivery_id), words.get(newest[delivery.business_date].delivery_id)
        if last is not None and last.kind == "withdraw" and word is not None and word.kind == "release":
            standing[delivery.business_date] = delivery
    return standing


def _contract(delivery: Delivered, dataset: Dataset, recent: Sequence[Delivered]) -> tuple[str, str] | None:
    if delivery.refusals:
        return "refused_file", texts.refused(delivery, dataset)
    if delivery.rows_in == 0:
        return None if _quiet_day(dataset, recent) else ("no_rows", texts.no_rows(delivery, dataset))
    if delivery.rows_out == 0:
        return "nothing_readable", texts.nothing_readable(delivery, dataset)
    share = Fraction(delivery.rows_quarantined, delivery.rows_in)
    if share > MOST_QUARANTINED_SHARE and delivery.rows_quarantined >= FEWEST_BAD_ROWS:
        return "too_many_quarantined", texts.too_many_quarantined(delivery, dataset, MOST_QUARANTINED_SHARE)
    return None


def _quiet_day(dataset: Dataset, recent: Sequence[Delivered]) -> bool:
    """A header without rows is an answer where a day with no event is nothing rare: few cross a border at all."""
    return (
        dataset.delivery == "increment"
        and bool(recent)
        and median([Fraction(each.rows_in) for each in recent]) < FEWEST_USUAL_ROWS
    )


def _stale(delivery: Delivered, dataset: Dataset, same_bytes: Delivered | None) -> tuple[str, str] | None:
    """Events of one day never equal another day's byte for byte; believing them would cover a day nobody reported."""
    if dataset.kind != "event" or same_bytes is None or delivery.rows_in == 0:
        return None
    return "stale", texts.stale(delivery, dataset, same_bytes.business_date)


def _shrunken(
    delivery: Delivered, dataset: Dataset, recent: Sequence[Delivered], settings: Settings
) -> tuple[str, str] | None:
    """A full export that lost most of its rows is a broken export, not mass discharge."""
    if dataset.delivery != "full" or not recent:
        return None
    usual = Fraction(median([Fraction(each.rows_in) for each in recent]))
    share = Fraction(str(settings.least_share_of_recent_rows))
    if delivery.rows_in >= share * usual:
        return None
    return "shrunken", texts.shrunken(delivery, dataset, usual, len(recent), share)


def _by_checks(delivery: Delivered, dataset: Dataset, suite: Suite, results: Sequence[CheckResult]) -> Verdict:
    grave = [result for result in results if _holds(result, suite)]
    if grave:
        reasons = [(suite.find(result.check).why, result.failed_rows) for result in grave]
        return _verdict(delivery, "hold", "expectation_failed", texts.expectations(delivery, dataset, reasons))
    broken = [result.check for result in results if result.outcome == "broken"]
    if broken:  # says nothing about the data, so the delivery stands; but nobody looked, so it is said aloud
        return _verdict(delivery, "accept", "check_broken", texts.broken(delivery, dataset, broken))
    return _verdict(delivery, "accept", "", "")


def _holds(result: CheckResult, suite: Suite) -> bool:
    if result.outcome != "failed" or result.severity != "critical":
        return False
    return not suite.find(result.check).tolerant or result.failed_rows >= FEWEST_BAD_ROWS


def _verdict(delivery: Delivered, verdict: Literal["accept", "hold"], reason: str, text: str) -> Verdict:
    return Verdict(
        delivery.dataset,
        delivery.delivery_id,
        delivery.business_date,
        delivery.sequence,
        verdict,
        reason,
        text,
        delivery.rows_in,
        delivery.rows_out,
        delivery.rows_quarantined,
    )
