"""Builds the report object of the region and of each county from one reading of the night."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from pipelines.reports.answering import answers_of
from pipelines.reports.balances import balances
from pipelines.reports.clues import clues, gone, group_of
from pipelines.reports.dossier import Clue, Gone
from pipelines.reports.freshness import failed_checks, set_aside, sources
from pipelines.reports.model import Report, Review, RuleLine
from pipelines.reports.outcomes import outcomes
from pipelines.reports.patterns import patterns
from pipelines.reports.reading import NightData
from pipelines.reports.reviews import reviews
from pipelines.reports.suspecting import held_back
from pipelines.reports.wording import GROUPS, WEEKDAYS
from pipelines.settings import Night

DATA = "data_engineer"


@dataclass(frozen=True)
class Assembly:
    """All reports of one night."""

    data: NightData

    @classmethod
    def of(cls, night: Night) -> Assembly:
        """The reports of a night that is in the ledger."""
        return cls(NightData(night))

    @property
    def counties(self) -> tuple[str, ...]:
        """County codes of the region, in order."""
        return tuple(sorted(code for code, row in self.data.counties.items() if row["in_region"]))

    def report(self, county: str = "") -> Report:
        """The report of one county; of the region when no county is named."""
        night = self.data.night
        there = [clue for clue in self._clues if not county or clue.county == county]
        here = [clue for clue in there if not clue.off_list and clue.finding_id not in self.data.suspects]
        kept_back = [clue for clue in there if not clue.off_list and clue.finding_id in self.data.suspects]
        off_list = [clue for clue in there if clue.off_list]
        left = [one for one in self._gone if not county or one.county == county]
        suspended = [one for one in self._still_suspended if not county or one.county == county]
        return Report(
            night=night.business_date,
            weekday=WEEKDAYS[night.business_date.weekday()],
            previous_night=self.data.previous_night,
            region=night.settings.region.name,
            county=county,
            place=(self.data.county_name(county) if county else night.settings.region.name) + self._view,
            clues=tuple(clue for clue in here if self._audience(clue) != DATA),
            data_clues=tuple(clue for clue in here if self._audience(clue) == DATA),
            off_list=tuple(off_list),
            held_back=held_back(self.data, kept_back),
            answers=answers_of(self.data, here, off_list, county),
            patterns=patterns(self.data, self._clues, county),
            gone=tuple(left),
            still_suspended=tuple(suspended),
            rules=self._rule_lines(here, left, off_list, kept_back, county),
            sources=sources(self.data, county),
            balances=balances(self.data, county),
            reviews=tuple(one for one in self._reviews if not county or county in one.counties),
            set_aside=set_aside(self.data, county),
            failed_checks=failed_checks(self.data),
            basis=self.data.basis,
        )

    @property
    def _view(self) -> str:
        """What sets the corrected view of a past night apart from the report of that night."""
        known = self.data.night.as_known
        return f"（按截至{known.isoformat()}收到的数据重算）" if known is not None else ""

    @cached_property
    def _clues(self) -> list[Clue]:
        return clues(self.data)

    @cached_property
    def _gone(self) -> list[Gone]:
        return gone(self.data, since_last_night=True)

    @cached_property
    def _still_suspended(self) -> list[Gone]:
        return gone(self.data, since_last_night=False)

    @cached_property
    def _reviews(self) -> tuple[Review, ...]:
        return reviews(self.data)

    def _audience(self, clue: Clue) -> str:
        return self.data.statuses[clue.finding_id].audience

    def _rule_lines(
        self, here: list[Clue], left: list[Gone], off_list: list[Clue], kept_back: list[Clue], county: str
    ) -> tuple[RuleLine, ...]:
        now = Counter((clue.rule_id, clue.status) for clue in here)
        now.update((one.rule_id, one.status) for one in left)
        off = Counter(clue.rule_id for clue in off_list)
        kept = Counter(clue.rule_id for clue in kept_back)
        groups = list(GROUPS)
        left_out = outcomes(self.data, county)
        found = {clue.rule_id: clue for clue in self._clues}
        lines = []
        for rule_id, version in self.data.rule_versions.items():
            label, title, wrong = self._words(rule_id, found.get(rule_id))
            explained, explained_by = left_out.get((rule_id, "explained"), (None, ""))
            not_provable, not_provable_by = left_out.get((rule_id, "not_provable"), (None, ""))
            lines.append(
                RuleLine(
                    rule_id=rule_id,
                    label=label,
                    title=title,
                    version=version,
                    wrong_against_person=wrong,
                    new=now[rule_id, "new"],
                    reopened=now[rule_id, "reopened"],
                    continuing=now[rule_id, "continuing"],
                    resolved=now[rule_id, "resolved"],
                    suspended=now[rule_id, "suspended"],
                    group=group_of(rule_id, wrong),
                    explained=explained,
                    explained_by=explained_by,
                    not_provable=not_provable,
                    not_provable_by=not_provable_by,
                    off_list=off[rule_id],
                    held_back=kept[rule_id],
                )
            )
        return tuple(sorted(lines, key=lambda line: (groups.index(line.group), line.rule_id)))

    def _words(self, rule_id: str, clue: Clue | None) -> tuple[str, str, bool]:
        """Label, title and kind: as the night's own clues say, else as the rule shipped today does."""
        if clue is not None:
            return clue.label, clue.title, clue.wrong_against_person
        rule = self.data.rules.get(rule_id)
        label = self.data.night.settings.label(rule_id, rule.label if rule else rule_id)
        return label, rule.title if rule else "", bool(rule and rule.wrong_against_person)
