"""How far the accepted deliveries prove anything: per dataset, and per county where rows can be placed."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from pipelines.contracts import Dataset
from pipelines.engine import Session
from pipelines.quality import places, texts
from pipelines.quality.deliveries import Delivered
from pipelines.quality.judging import Verdict
from pipelines.quality.silence import RECENT_DAYS, RECENT_DELIVERIES, Heard, listen
from pipelines.settings import Night

State = Literal["current", "late", "held", "missing", "silent"]

#: accepted full deliveries looked at one by one; of older ones the last of each month, so that the work per
#: night stays bounded while a county silent for longer is still remembered (its covered_to then errs early)
NEWEST_DELIVERIES = 60


@dataclass(frozen=True)
class Coverage:
    """How far one dataset (`county` empty) or one county's part of it reaches.

    `delivery_id` and `business_date` name the newest accepted delivery; for a county silent in full deliveries, the
    newest in which it was not.
    """

    dataset: str
    county: str
    covered_to: date | None
    delivery_id: str | None
    business_date: date | None
    state: State
    text: str


def cover(night: Night, delivered: dict[str, list[Delivered]], verdicts: dict[str, list[Verdict]]) -> list[Coverage]:
    """Coverage of every dataset, and of every county of the region that the data knows, sorted."""
    accepted = {dataset: _accepted(delivered[dataset], verdicts[dataset]) for dataset in delivered}
    whole = {
        dataset.id: _whole(night, dataset, accepted[dataset.id], verdicts[dataset.id])
        for dataset in night.contracts.datasets.values()
    }
    found = list(whole.values())
    with Session(night.settings.engine) as session:
        placement = places.register_placement(session, thinned(accepted[places.REGISTER]))
        rows = {}
        for dataset in places.placeable(night.contracts):
            chosen = accepted[dataset.id]
            chosen = thinned(chosen) if dataset.delivery == "full" else chosen
            rows[dataset.id] = (chosen, places.county_rows(session, dataset, chosen, placement))
    counties = sorted(
        {each.county for _, counted in rows.values() for each in counted if night.settings.region.holds(each.county)}
    )
    for dataset in places.placeable(night.contracts):
        if accepted[dataset.id]:
            found.extend(_counties(night, dataset, whole[dataset.id], *rows[dataset.id], counties))
    return sorted(found, key=lambda each: (each.dataset, each.county))


def thinned(accepted: Sequence[Delivered]) -> list[Delivered]:
    """The newest deliveries, and of the older ones the last of each month."""
    older, newest = accepted[:-NEWEST_DELIVERIES], accepted[-NEWEST_DELIVERIES:]
    last_of_month = {(each.business_date.year, each.business_date.month): each for each in older}
    return [*last_of_month.values(), *newest]


def _accepted(delivered: Sequence[Delivered], verdicts: Sequence[Verdict]) -> list[Delivered]:
    believed = {verdict.delivery_id for verdict in verdicts if verdict.accepted}
    return [delivery for delivery in delivered if delivery.delivery_id in believed]


def _whole(night: Night, dataset: Dataset, accepted: Sequence[Delivered], verdicts: Sequence[Verdict]) -> Coverage:
    newest = accepted[-1] if accepted else None
    covered_to = newest.business_date if newest else None
    held = next((each for each in reversed(verdicts) if not each.accepted and each.reason != "superseded"), None)
    name = texts.name_of(dataset)
    state: State
    if covered_to == night.business_date:
        state, text = "current", texts.current(name, night.business_date)
    elif held is not None and held.business_date == night.business_date:
        state, text = "held", texts.held(name, held.text, covered_to)
    elif covered_to is not None:
        state, text = "late", texts.late(name, night.business_date, covered_to, _since(covered_to, held))
    else:
        state, text = "missing", texts.missing(name, night.business_date, None if held is None else held.text)
    return Coverage(dataset.id, "", covered_to, newest.delivery_id if newest else None, covered_to, state, text)


def _since(covered_to: date, held: Verdict | None) -> str:
    return held.text if held is not None and held.business_date > covered_to else ""


def _counties(
    night: Night,
    dataset: Dataset,
    whole: Coverage,
    deliveries: Sequence[Delivered],
    rows: Sequence[places.CountyRows],
    counties: Sequence[str],
) -> list[Coverage]:
    """One row per county of the region; a county the data never named stands as the whole dataset does."""
    full = dataset.delivery == "full"
    counts: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    dates = {delivery.delivery_id: delivery.business_date for delivery in deliveries}
    for each in rows:
        day = dates[each.delivery_id] if full else each.day
        if day is not None and day <= deliveries[-1].business_date:  # an event after its delivery is a typing error
            counts[each.county][day] += each.rows
    # a day on which the whole dataset has no row says nothing about one county
    days = sorted(dates.values()) if full else sorted({day for by_day in counts.values() for day in by_day})
    share = Fraction(str(night.settings.least_share_of_county_rows))
    found = []
    for county in counties:
        by_day = counts.get(county, {})
        heard = listen([(day, by_day.get(day, 0)) for day in days], share, RECENT_DELIVERIES if full else RECENT_DAYS)
        found.append(_county(dataset, county, whole, heard, share, deliveries, never=not by_day))
    return found


def _county(
    dataset: Dataset,
    county: str,
    whole: Coverage,
    heard: Heard,
    share: Fraction,
    deliveries: Sequence[Delivered],
    *,
    never: bool,
) -> Coverage:
    name = texts.name_of(dataset)
    if never and dataset.id == places.REGISTER:
        # people are sentenced to this county, yet its agency never sent a row: absence from it proves nothing
        return Coverage(
            dataset.id, county, None, whole.delivery_id, whole.business_date, "missing", texts.never(name, county)
        )
    if not heard.silent or heard.last_heard is None:
        return Coverage(
            dataset.id, county, whole.covered_to, whole.delivery_id, whole.business_date, whole.state,
            texts.as_whole(name, county, whole.state, whole.covered_to),
        )  # fmt: skip
    text = texts.silent(name, county, heard.rows, heard.usual, share, heard.last_heard, full=dataset.delivery == "full")
    spoke = deliveries[bisect_right([each.business_date for each in deliveries], heard.last_heard) - 1]
    if dataset.delivery == "increment":
        spoke = deliveries[-1]
    return Coverage(dataset.id, county, heard.last_heard, spoke.delivery_id, spoke.business_date, "silent", text)
