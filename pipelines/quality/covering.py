"""How far the accepted deliveries prove anything: per dataset, and per county where rows can be placed."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from pipelines.answers import Answer
from pipelines.contracts import Dataset
from pipelines.engine import Session
from pipelines.quality import places, texts
from pipelines.quality.deliveries import Delivered
from pipelines.quality.judging import Verdict
from pipelines.quality.silence import RECENT_DAYS, RECENT_DELIVERIES, Loss, listen
from pipelines.settings import Night

State = Literal["current", "late", "held", "missing", "silent", "shrunken"]

#: where a release names the counties whose losses it confirms, by their codes
CONFIRMED = "counties"

#: states of a county whose earlier rows stand in for what did not come
LOST: tuple[State, ...] = ("silent", "shrunken")

#: accepted full deliveries looked at one by one; of older ones the last of each month, so that the work per
#: night stays bounded while a county silent for longer is still remembered (its covered_to then errs early)
NEWEST_DELIVERIES = 60


@dataclass(frozen=True)
class Coverage:
    """How far one dataset (`county` empty) or one county's part of it reaches.

    `delivery_id` and `business_date` name the newest accepted delivery; for a county silent or shrunken in full
    deliveries, the newest in which it was not.
    """

    dataset: str
    county: str
    covered_to: date | None
    delivery_id: str | None
    business_date: date | None
    state: State
    text: str


def cover(
    night: Night,
    delivered: dict[str, list[Delivered]],
    verdicts: dict[str, list[Verdict]],
    words: Mapping[str, Answer] = MappingProxyType({}),
) -> list[Coverage]:
    """Coverage of every dataset, and of every county of the region that the data knows, sorted.

    `words` are what people said, by delivery id. A release confirms the loss of a county's rows only where it names the
    county: who releases a delivery for another reason says nothing about a county that is missing from it.
    """
    accepted = {dataset: _accepted(delivered[dataset], verdicts[dataset]) for dataset in delivered}
    confirmed = {
        delivery_id: frozenset(word.details.get(CONFIRMED, "").split())
        for delivery_id, word in words.items()
        if word.kind == "release"
    }
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
    agencies: dict[str, date] = {}
    for dataset in sorted(places.placeable(night.contracts), key=lambda each: each.id != places.REGISTER):
        if not accepted[dataset.id]:
            continue
        listened = _Listening(night, dataset, whole[dataset.id], *rows[dataset.id], agencies, confirmed)
        county_coverage = [listened.county(county) for county in counties]
        found.extend(county_coverage)
        if dataset.id == places.REGISTER:
            agencies.update(_silent_since(county_coverage, accepted[dataset.id]))
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
        state, text = "held", texts.held(held.text, covered_to)
    elif covered_to is not None:
        state, text = "late", texts.late(name, night.business_date, covered_to, _since(covered_to, held))
    else:
        state, text = "missing", texts.missing(name, night.business_date, None if held is None else held.text)
    return Coverage(dataset.id, "", covered_to, newest.delivery_id if newest else None, covered_to, state, text)


def _since(covered_to: date, held: Verdict | None) -> str:
    return held.text if held is not None and held.business_date > covered_to else ""


def _silent_since(register: Sequence[Coverage], accepted: Sequence[Delivered]) -> dict[str, date]:
    """Counties silent in the register → business date of the first register delivery without them."""
    dates = [delivery.business_date for delivery in accepted]
    return {
        each.county: dates[bisect_right(dates, each.covered_to)]
        for each in register
        if each.state == "silent" and each.covered_to is not None
    }


class _Listening:
    """The counties of one dataset, whose rows were counted per delivery (full) or per day of the event (increment)."""

    def __init__(
        self,
        night: Night,
        dataset: Dataset,
        whole: Coverage,
        deliveries: Sequence[Delivered],
        rows: Sequence[places.CountyRows],
        agencies: dict[str, date],
        confirmed: Mapping[str, frozenset[str]],
    ) -> None:
        self.dataset, self.whole, self.deliveries = dataset, whole, deliveries
        self.name = texts.name_of(dataset)
        self.full = dataset.delivery == "full"
        self.share = Fraction(str(night.settings.least_share_of_county_rows))
        guards = night.settings.guards
        # rows of one day's events come and go; a full delivery says all that is true of a county
        self.loss = (
            Loss(Fraction(str(guards.least_share_of_full_county_rows)), guards.deviations) if self.full else None
        )
        #: day of a delivery → the counties whose losses in it a person confirmed
        self.confirmed = {
            each.business_date: confirmed.get(each.delivery_id, frozenset()) for each in deliveries if self.full
        }
        # what a county's agency keeps is placed through the register; the register says whether it exported at all
        self.agencies = agencies if places.place_column(dataset) == "correction_no" else {}
        dates = {delivery.delivery_id: delivery.business_date for delivery in deliveries}
        self.counts: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for each in rows:
            day = dates[each.delivery_id] if self.full else each.day
            # an event after its delivery is a typing error
            if day is not None and day <= deliveries[-1].business_date:
                self.counts[each.county][day] += each.rows
        # a day on which the whole dataset has no row says nothing about one county
        heard_days = {day for by_day in self.counts.values() for day in by_day}
        self.days = sorted(dates.values() if self.full else heard_days)

    def county(self, county: str) -> Coverage:
        """How far the county's part reaches; a county the data never named stands as the whole dataset does."""
        by_day = self.counts.get(county, {})
        if not by_day and self.dataset.id == places.REGISTER:
            # people are sentenced to this county, yet its agency never sent a row: absence from it proves nothing
            return self._coverage(county, None, "missing", texts.never(self.name, county))
        counts = [(day, by_day.get(day, 0)) for day in self.days]
        recent = RECENT_DELIVERIES if self.full else RECENT_DAYS
        confirmed = {day for day, counties in self.confirmed.items() if county in counties}
        heard = listen(counts, self.share, recent, self.loss, confirmed)
        if heard.silent and heard.last_heard is not None:
            text = texts.silent(
                self.name, county, heard.rows, heard.usual, self.share, heard.last_heard, full=self.full
            )
            return self._coverage(county, heard.last_heard, "silent", text)
        if heard.state == "shrunken" and heard.last_heard is not None and self.loss is not None:
            text = texts.county_shrunken(
                self.name, county, heard.rows, heard.usual, self.loss.least_share, heard.last_heard
            )
            return self._coverage(county, heard.last_heard, "shrunken", text)
        since = self.agencies.get(county)
        if since is not None and counts and counts[-1][0] >= since and not counts[-1][1]:
            # too few rows to be missed by themselves; but a permit lost this way would make an innocent trip a clue
            last = max((day for day, rows in counts if rows or day < since), default=None)
            return self._coverage(county, last, "silent", texts.agency_silent(self.name, county, last))
        text = texts.as_whole(self.name, county, self.whole.state, self.whole.covered_to)
        return self._coverage(county, self.whole.covered_to, self.whole.state, text)

    def _coverage(self, county: str, covered_to: date | None, state: State, text: str) -> Coverage:
        """For a county that lost its rows in full deliveries, the delivery named is the newest in which it had them."""
        spoke = self.deliveries[-1]
        if self.full and state in LOST and covered_to is not None:
            spoke = next(each for each in reversed(self.deliveries) if each.business_date <= covered_to)
        return Coverage(self.dataset.id, county, covered_to, spoke.delivery_id, spoke.business_date, state, text)
