"""Clues that came all at once with one delivery: suspected of it and held back, derived from the nights like a status.

A night says of each clue which new deliveries may have brought it (`origins`). Only the nights together say what is
usual: where far more clues of a rule are new than on the nights before, in a county or the region, and one delivery
explains the surplus, those it explains are suspect: from their first night on, as long as they are there without a
break and nobody has released the delivery by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from sqlalchemy import Connection, and_, func, select

from pipelines.database import transaction
from pipelines.ledger.tables import DeliveryRow, FindingRow, NightRow, OriginRow, RuleRow
from pipelines.settings import Guards, Night

#: nights that say how many new clues are usual, and how few say nothing
RECENT_NIGHTS, FEWEST_NIGHTS = 10, 3
PROSECUTOR = "prosecutor"


@dataclass(frozen=True)
class Suspicion:
    """One delivery suspected of one rule's surplus of new clues on one night.

    `county` is empty where the region as a whole stands out. `new` clues there were, `explained` of them by the
    delivery; `usual` and `bound` are numbers of new clues in as many days as had passed.
    """

    rule_id: str
    county: str
    night: date
    dataset: str
    delivery_id: str
    business_date: date
    new: int
    explained: int
    usual: Fraction
    bound: Fraction


def suspects(night: Night) -> dict[str, Suspicion]:
    """Finding id → why it is held back, for findings of this night and of earlier ones up to their last.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    with transaction(night.settings) as connection:
        return suspects_on(connection, night.business_date, night.settings.guards)


def suspects_on(connection: Connection, night: date, guards: Guards) -> dict[str, Suspicion]:
    """The same inside a transaction."""
    history = _History.read(connection, night)
    found: dict[str, Suspicion] = {}
    _hold_back(history, guards, guards.least_suspect_findings, found)
    # what a delivery did to one rule it did to others: of one already suspected, few new clues count as well
    doubted = {(suspicion.night, suspicion.delivery_id) for suspicion in found.values()}
    _hold_back(history, guards, 1, found, doubted)
    return dict(sorted(found.items()))


def _hold_back(
    history: _History,
    guards: Guards,
    least: int,
    found: dict[str, Suspicion],
    doubted: Collection[tuple[date, str]] | None = None,
) -> None:
    """Add to `found` what a delivery (of `doubted` alone, where given) explains of surpluses of at least so many."""
    for (first, rule_id), brought in sorted(history.brought.items()):
        deliveries = {
            each: brought[each] for each in brought if doubted is None or (first, each.delivery_id) in doubted
        }
        if not deliveries:
            continue
        new = history.new[first, rule_id]
        # a county that stands out is told before the region; a delivery already suspected need not be told by county
        counties = sorted({place for place in new.values() if place})
        for county in (*counties, "") if doubted is None else ("", *counties):
            here = {finding_id for finding_id, place in new.items() if county in ("", place)}
            judged = history.judged(first, rule_id, county, here, deliveries, guards, least)
            if judged is None:
                continue
            suspicion, explained = judged
            for finding_id in sorted(explained):
                if history.unbroken(finding_id):
                    found.setdefault(finding_id, suspicion)


@dataclass(frozen=True, order=True)
class _Delivery:
    dataset: str
    delivery_id: str
    business_date: date
    previous_date: date


@dataclass(frozen=True)
class _History:
    """New clues of each night and rule: those never seen before it."""

    nights: list[date]
    #: (night, rule) → finding → county
    new: dict[tuple[date, str], dict[str, str]]
    #: finding → (first night, last night, nights seen)
    seen: dict[str, tuple[date, date, int]]
    #: rule → night → version it ran in
    versions: dict[str, dict[date, int]]
    #: (night, rule) → delivery that came since the night before → new findings it may have brought
    brought: dict[tuple[date, str], dict[_Delivery, set[str]]]

    @classmethod
    def read(cls, connection: Connection, night: date) -> _History:
        nights = sorted(connection.execute(select(NightRow.night).where(NightRow.night <= night)).scalars())
        spans = (
            select(
                FindingRow.finding_id,
                func.min(FindingRow.night).label("first"),
                func.max(FindingRow.night).label("last"),
                func.count().label("nights"),
            )
            .where(FindingRow.night <= night, FindingRow.audience == PROSECUTOR)
            .group_by(FindingRow.finding_id)
            .subquery()
        )
        on_first = and_(FindingRow.finding_id == spans.c.finding_id, FindingRow.night == spans.c.first)
        new: dict[tuple[date, str], dict[str, str]] = defaultdict(dict)
        seen = {}
        for row in connection.execute(
            select(spans, FindingRow.rule_id, FindingRow.county).join_from(spans, FindingRow, on_first)
        ):
            new[row.first, row.rule_id][row.finding_id] = row.county
            seen[row.finding_id] = (row.first, row.last, row.nights)
        versions: dict[str, dict[date, int]] = defaultdict(dict)
        ran = select(RuleRow.rule_id, RuleRow.night, RuleRow.version).where(RuleRow.night <= night)
        for row in connection.execute(ran):
            versions[row.rule_id][row.night] = row.version
        brought: dict[tuple[date, str], dict[_Delivery, set[str]]] = defaultdict(lambda: defaultdict(set))
        before = dict(zip(nights[1:], nights, strict=False))
        released = select(DeliveryRow.delivery_id).where(DeliveryRow.night == night, DeliveryRow.reason == "released")
        origin = (
            OriginRow.dataset,
            OriginRow.delivery_id,
            OriginRow.business_date,
            OriginRow.previous_date,
        )
        on_origin = and_(OriginRow.finding_id == spans.c.finding_id, OriginRow.night == spans.c.first)
        for row in connection.execute(
            select(spans.c.finding_id, spans.c.first, FindingRow.rule_id, *origin)
            .join_from(spans, FindingRow, on_first)
            .join(OriginRow, on_origin)
            .where(OriginRow.delivery_id.not_in(released))
        ):
            if row.first in before and row.business_date > before[row.first]:
                delivery = _Delivery(row.dataset, row.delivery_id, row.business_date, row.previous_date)
                brought[row.first, row.rule_id][delivery].add(row.finding_id)
        return cls(nights, new, seen, versions, brought)

    def unbroken(self, finding_id: str) -> bool:
        """There on every night from its first to its last: what came again later has been said anew."""
        first, last, count = self.seen[finding_id]
        return count == sum(first <= night <= last for night in self.nights)

    def judged(
        self,
        first: date,
        rule_id: str,
        county: str,
        here: set[str],
        deliveries: dict[_Delivery, set[str]],
        guards: Guards,
        least: int,
    ) -> tuple[Suspicion, set[str]] | None:
        """The delivery that explains a surplus of new findings and those it explains, where there are both."""
        rates = self._rates(first, rule_id, county)
        if len(here) < least or rates is None:
            return None
        usual = Fraction(median(rates))
        deviation = Fraction(median([abs(rate - usual) for rate in rates]))
        times = Fraction(str(guards.most_times_recent_findings))
        a_day = max(times * usual, usual + guards.deviations * deviation)
        for each in sorted(deliveries, key=lambda each: (-len(deliveries[each] & here), each)):
            # a delivery after a gap brings what happened in the gap
            days = max(self._days(first), (each.business_date - each.previous_date).days)
            explained, bound = deliveries[each] & here, a_day * days
            if len(explained) >= least and len(here) > bound >= len(here) - len(explained):
                told = (each.dataset, each.delivery_id, each.business_date, len(here), len(explained))
                return Suspicion(rule_id, county, first, *told, usual * days, bound), explained
        return None

    def _rates(self, first: date, rule_id: str, county: str) -> list[Fraction] | None:
        """New findings a day on the nights before; None where they are too few, or the rule was another."""
        nights = [night for night in self.nights[1:] if night <= first and self._same_rule(night, rule_id)]
        if first not in nights or len(nights) - 1 < FEWEST_NIGHTS:
            return None
        return [
            Fraction(
                sum(county in ("", place) for place in self.new.get((night, rule_id), {}).values()), self._days(night)
            )
            for night in nights[:-1][-RECENT_NIGHTS:]
        ]

    def _same_rule(self, night: date, rule_id: str) -> bool:
        """The rule ran on the night as on the one before: else its new findings are the rule's, not the world's."""
        ran = self.versions.get(rule_id, {})
        before = self.nights[self.nights.index(night) - 1]
        return night in ran and ran[night] == ran.get(before)

    def _days(self, night: date) -> int:
        return (night - self.nights[self.nights.index(night) - 1]).days
