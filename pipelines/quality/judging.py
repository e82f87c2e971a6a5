"""The verdicts on one dataset's deliveries: in order of business date, each judged against those accepted before.

The order of arrival plays no part, so nights may run in any order. On one business date the newest sequence stands for
the date: the sender has replaced what came earlier, and a withdrawn export proves nothing, even if the new one is held.
What people said of a delivery by name (`release`, `withdraw`) is an input like the deliveries, and goes before rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Literal

from pipelines.answers import Answer
from pipelines.contracts import Dataset
from pipelines.quality import texts
from pipelines.quality.deliveries import Delivered
from pipelines.quality.expectations import CheckResult
from pipelines.quality.guards import Alarm, Arrived, Believed, alarms, copied
from pipelines.quality.holding import by_checks, by_contract, shrunken, stale
from pipelines.quality.profile import NOTHING, Profile, Profiles
from pipelines.quality.suites import Suite
from pipelines.settings import Settings

#: accepted deliveries whose median is the measure of the next
RECENT_DELIVERIES = 7

#: verdicts a night may stand on
ACCEPTED = ("accept", "warn")

Checks = Callable[[Delivered], Sequence[CheckResult]]


@dataclass(frozen=True)
class Verdict:
    """May this delivery be believed? `accept`, `warn` (accepted, somebody should look) or `hold`.

    `reason` is the code of the gravest rule that spoke, `figure`, `usual` and `bound` what it compared; `text` is a
    Chinese sentence with all that spoke, `alarms` are they one by one. Reason and text of an accepted one: `released`.
    """

    dataset: str
    delivery_id: str
    business_date: date
    sequence: int
    verdict: Literal["accept", "warn", "hold"]
    reason: str
    figure: str
    usual: str
    bound: str
    text: str
    rows_in: int
    rows_out: int
    rows_quarantined: int
    alarms: tuple[Alarm, ...] = ()

    @property
    def accepted(self) -> bool:
        """True where the night may stand on it."""
        return self.verdict in ACCEPTED


def judge(
    deliveries: Sequence[Delivered],
    dataset: Dataset,
    suite: Suite,
    settings: Settings,
    checks: Checks,
    words: Mapping[str, Answer] = MappingProxyType({}),
    *,
    profiles: Profiles,
) -> list[Verdict]:
    """Verdicts on the deliveries of one dataset, in order of business date and sequence.

    `profiles` describes a delivery with readable rows. `checks` runs the suite on one; it is asked only where nothing
    else holds the delivery. `words` are what people said, by delivery id: a released delivery is accepted though a rule
    would hold it, a withdrawn one is held.
    """
    ordered = sorted(deliveries, key=lambda each: (each.business_date, each.sequence))
    newest = _standing(ordered, words)
    past = _Past()
    verdicts = []
    for delivery in ordered:
        word = words.get(delivery.delivery_id)
        if word is not None and word.kind == "withdraw":
            verdicts.append(_told(delivery, "hold", "withdrawn", texts.withdrawn(delivery, dataset, word)))
            continue
        if newest[delivery.business_date] is not delivery:
            text = texts.superseded(delivery, dataset, newest[delivery.business_date].sequence)
            verdicts.append(_told(delivery, "hold", "superseded", text))
            continue
        profile = profiles(delivery) if delivery.rows_out and not delivery.refusals else NOTHING
        found = _alarms(delivery, profile, dataset, settings, past)
        if delivery.rows_in and not any(alarm.outcome == "hold" for alarm in found):
            found.extend(by_checks(dataset, suite, checks(delivery)))
        verdict = _by(delivery, dataset, found)
        if word is not None and can_be_released(delivery):
            text = texts.released(delivery, dataset, word, "" if verdict.accepted else verdict.text)
            verdict = replace(verdict, verdict="accept", reason="released", text=text)
        past.add(delivery, profile, verdict)
        verdicts.append(verdict)
    return verdicts


class _Past:
    """What a delivery is measured against: those that stood before it."""

    def __init__(self) -> None:
        self.believed: list[Believed] = []
        self.arrived: list[Arrived] = []
        #: rows that a person confirmed: the same again are no copy sent by mistake
        self.released: set[str] = set()
        self.first_with: dict[object, Delivered] = {}

    def same_as(self, delivery: Delivered, content: str) -> Delivered | None:
        """The first delivery with the same files or, packed otherwise, the same rows."""
        return self.first_with.get(delivery.digests) or self.first_with.get(content)

    def add(self, delivery: Delivered, profile: Profile, verdict: Verdict) -> None:
        """A delivery that stands for its date, believed or not."""
        self.first_with.setdefault(delivery.digests, delivery)
        if profile.rows:
            self.first_with.setdefault(profile.content, delivery)
            self.arrived.append(Arrived(delivery.business_date, profile.content))
            if verdict.reason == "released":
                self.released.add(profile.content)
        if verdict.accepted:
            self.believed.append(Believed(delivery, profile))


def _alarms(delivery: Delivered, profile: Profile, dataset: Dataset, settings: Settings, past: _Past) -> list[Alarm]:
    recent = [each.delivery for each in past.believed[-RECENT_DELIVERIES:]]
    first = (
        by_contract(delivery, dataset, recent)
        or stale(delivery, dataset, past.same_as(delivery, profile.content))
        or shrunken(delivery, dataset, recent, settings)
    )
    if first is not None:
        return [first]
    if not profile.rows:
        return []
    found = alarms(delivery, profile, past.believed, dataset, settings.guards)
    if dataset.kind == "state" and profile.content not in past.released:
        copy = copied(delivery, profile.content, past.arrived, dataset, settings.guards)
        found.extend([copy] if copy else [])
    return sorted(found, key=lambda alarm: alarm.outcome != "hold")


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


def _by(delivery: Delivered, dataset: Dataset, found: Sequence[Alarm]) -> Verdict:
    """The verdict of the alarms: the first that holds, else the first that warns, gives its reason and figures."""
    if not found:
        return _told(delivery, "accept", "", "")
    holding = [alarm for alarm in found if alarm.outcome == "hold"]
    spoken = [*holding, *(alarm for alarm in found if alarm.outcome != "hold")]
    outcome = spoken[0].outcome
    text = texts.judged(
        delivery, dataset, outcome, [each.body for each in spoken], [each.cure for each in holding or spoken]
    )
    first = spoken[0]
    return replace(
        _told(delivery, outcome, first.guard, text),
        figure=first.figure,
        usual=first.usual,
        bound=first.bound,
        alarms=tuple(spoken),
    )


def with_relations(verdict: Verdict, delivery: Delivered, dataset: Dataset, found: Sequence[Alarm]) -> Verdict:
    """The verdict on an accepted delivery once its relations to other datasets were judged, too: they only warn."""
    if not found or verdict.reason == "released":
        return replace(verdict, alarms=(*verdict.alarms, *found))
    return _by(delivery, dataset, [*verdict.alarms, *found])


def _told(delivery: Delivered, verdict: Literal["accept", "warn", "hold"], reason: str, text: str) -> Verdict:
    return Verdict(
        delivery.dataset,
        delivery.delivery_id,
        delivery.business_date,
        delivery.sequence,
        verdict,
        reason,
        "",
        "",
        "",
        text,
        delivery.rows_in,
        delivery.rows_out,
        delivery.rows_quarantined,
    )
