"""A person's word about one delivery: released, or withdrawn; checked against what it can mean before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from pipelines import answers, landing, ledger
from pipelines.answers import Answer
from pipelines.inspection.deliveries import Use, uses_of
from pipelines.inspection.errors import InspectionError
from pipelines.landing import Delivery
from pipelines.quality import CONFIRMED
from pipelines.settings import Night, Settings

Kind = Literal["release", "withdraw"]


@dataclass(frozen=True)
class Said:
    """What was recorded about a delivery, and the recorded nights that have to be run again for it to count."""

    answer: Answer
    delivery: Delivery
    before: Use | None
    nights: tuple[date, ...]
    stood_on_it: tuple[date, ...]


def say(
    settings: Settings,
    kind: Kind,
    delivery: Delivery,
    *,
    reason: str,
    author: str,
    given_at: datetime,
    from_night: date | None = None,
    counties: Sequence[str] = (),
) -> Said:
    """Record that a delivery is released or withdrawn, from the first night that knows it on or from a later one.

    `counties` are those of which a release says that the rows they lost are truly gone.

    Raises:
        InspectionError: the word could have no effect: a newer delivery of the date stands, or nothing is readable; or
            a county is outside the region.
        AnswerError: no reason or author.
    """
    begins = max(from_night or delivery.known_from, delivery.known_from, delivery.business_date)
    if kind == "release":
        _can_be_released(settings, delivery, begins)
        _in_region(settings, counties)
    answer = Answer(kind, delivery.delivery_id, "", reason.strip(), author.strip(), given_at, begins)
    if counties:
        answer = replace(answer, details={CONFIRMED: " ".join(sorted(set(counties)))})
    uses = uses_of(settings, delivery)
    answers.record(settings, answer)
    counts = [use for use in uses if use.night >= begins]
    return Said(
        answer,
        delivery,
        uses[-1] if uses else None,
        tuple(use.night for use in counts),
        tuple(use.night for use in counts if use.stands_on_it),
    )


def _in_region(settings: Settings, counties: Sequence[str]) -> None:
    for county in counties:
        if len(county) != 6 or not settings.region.holds(county):
            raise InspectionError(f"'{county}' is no county of this region; give its six digits, such as 150105")


def _can_be_released(settings: Settings, delivery: Delivery, begins: date) -> None:
    same_date = [
        each
        for each in landing.deliveries(Night.of(settings, begins))
        if each.dataset == delivery.dataset and each.business_date == delivery.business_date
    ]
    newest = same_date[-1]
    withdrawn = {each.subject for each in answers.known(settings, begins, "withdraw")}
    if newest.delivery_id != delivery.delivery_id and newest.delivery_id not in withdrawn:
        raise InspectionError(
            f"delivery {delivery.delivery_id} was replaced by {newest.delivery_id} of the same date; where the later "
            f"one is wrong, take it back first: crosscheck invalidate {newest.delivery_id} --reason …"
        )
    account = next(
        (
            each
            for each in ledger.received(settings, delivery.business_date, delivery.dataset)
            if each.delivery_id == delivery.delivery_id
        ),
        None,
    )
    if account is None:
        raise InspectionError(
            f"delivery {delivery.delivery_id} has not been read; run crosscheck pull --night {delivery.business_date}"
        )
    refused = any(part.reason for part in account.parts)
    if account.rows_out == 0 and (account.rows_in or refused):
        raise InspectionError(
            f"nothing in delivery {delivery.delivery_id} could be read, and a word cannot change that: have it sent "
            "again, or mend the mapping and run crosscheck quarantine replay"
        )
