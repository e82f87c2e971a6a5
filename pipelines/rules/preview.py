"""What a change of a rule or of a threshold would add, drop and move on nights already run; publishes nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from pipelines.engine import EngineError, Session
from pipelines.rules.result import RuleResultError, evaluate, prepare
from pipelines.rules.rulefile import Rule, load_rules, read_rule
from pipelines.rules.running import attach_night, finding_id
from pipelines.rules.thresholds import STEPS, PreviewError, changed_settings
from pipelines.settings import Night, Settings

MOVING = ("county", "tier", "band")
SAMPLES = 5


@dataclass(frozen=True)
class Move:
    """A finding that stays, but elsewhere: `changed` is (what, before, after)."""

    finding_id: str
    changed: tuple[tuple[str, str, str], ...]

    def __str__(self) -> str:
        return f"{self.finding_id} " + ", ".join(f"{what} {was or '-'}→{now or '-'}" for what, was, now in self.changed)


@dataclass(frozen=True)
class CountyPreview:
    """What a change does in one county (of a finding that moves between counties: the one it comes from)."""

    county: str
    name: str
    before: int
    after: int
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    moved: tuple[Move, ...]

    def as_json(self) -> dict[str, Any]:
        """Counts, and up to five sample finding ids of each kind."""
        return {
            "county": self.county,
            "name": self.name,
            "before": self.before,
            "after": self.after,
            "added": len(self.added),
            "dropped": len(self.dropped),
            "moved": len(self.moved),
            "samples": {
                "added": list(self.added[:SAMPLES]),
                "dropped": list(self.dropped[:SAMPLES]),
                "moved": [
                    {"finding": move.finding_id, "changed": {what: [was, now] for what, was, now in move.changed}}
                    for move in self.moved[:SAMPLES]
                ],
            },
        }


@dataclass(frozen=True)
class NightPreview:
    """What a change does on one night, county by county where there is or would be a finding."""

    night: date
    counties: tuple[CountyPreview, ...]

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {"night": self.night.isoformat(), "counties": [each.as_json() for each in self.counties]}

    def table(self) -> list[list[str]]:
        """Per county in which something changes, and in all: now, then, added, dropped, moved."""
        counts = [
            (each.name, each.before, each.after, len(each.added), len(each.dropped), len(each.moved))
            for each in self.counties
        ]
        total = ["合计", *(str(sum(int(line[place]) for line in counts)) for place in range(1, 6))]
        return [*([str(cell) for cell in line] for line in counts if any(line[3:])), total]

    def samples(self) -> list[str]:
        """Up to five findings per county and kind: `+` added, `-` dropped, `~` moved, with what moved."""
        return [
            f"{sign} {each.name} {sample}"
            for each in self.counties
            for sign, ids in (("+", each.added), ("-", each.dropped), ("~", each.moved))
            for sample in ids[:SAMPLES]
        ]


@dataclass(frozen=True)
class Preview:
    """A rule as it is and as it would be, and what that does on each night."""

    before: Rule
    after: Rule
    label: str
    settings: dict[str, str]
    nights: tuple[NightPreview, ...]

    @property
    def changes(self) -> int:
        """Findings added, dropped or moved."""
        counties = [each for night in self.nights for each in night.counties]
        return sum(len(each.added) + len(each.dropped) + len(each.moved) for each in counties)

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "rule": self.before.id,
            "label": self.label,
            "title": self.before.title,
            "title_after": self.after.title,
            "version": self.before.version,
            "version_after": self.after.version,
            "settings": self.settings,
            "nights": [night.as_json() for night in self.nights],
        }


def preview(
    settings: Settings,
    rule_id: str,
    nights: Sequence[date],
    candidate: Path | None = None,
    changes: Mapping[str, str] | None = None,
) -> Preview:
    """The rule as it is, as it would be, and per night what that does to its findings.

    `candidate` is a rule file with the same id; `changes` are settings as `key=value`, sections by a dot
    (`contact_intervals.ordinary`). Steps that a setting changes are computed in a temporary home beside the nights.

    Raises:
        PreviewError: nothing to preview, an unknown rule or setting, a night that has not been run, a bad result.
        RuleFileError: the candidate is no rule.
    """
    if candidate is None and not changes:
        raise PreviewError("nothing to preview: give a candidate file (--with FILE) or a setting (--set key=value)")
    if not nights:
        raise PreviewError("no night has been run yet: crosscheck run --night YYYY-MM-DD")
    changed, steps = changed_settings(settings, changes or {})
    first = Night.of(settings, nights[0])
    known = {rule.id: rule for rule in load_rules(first.contracts)}
    if rule_id not in known:
        raise PreviewError(f"unknown rule '{rule_id}'; known: {', '.join(known)}")
    before = known[rule_id]
    after = before
    if candidate is not None:
        if not candidate.is_file():
            raise PreviewError(f"candidate file {candidate} does not exist")
        after = read_rule(candidate, first.contracts)
        if after.id != rule_id:
            raise PreviewError(
                f"{candidate.name} is rule {after.id}, not {rule_id}; name the rule it is meant to replace"
            )
    told = []
    for day in sorted(set(nights)):
        night = Night(settings, first.contracts, day)
        _check_run(night)
        was, names = _found(night, before)
        with _night_under(night, changed, steps) as other:
            now, _ = _found(other, after)
        told.append(NightPreview(day, _compared(rule_id, was, now, names)))
    return Preview(before, after, settings.label(rule_id, before.label), dict(changes or {}), tuple(told))


def _check_run(night: Night) -> None:
    missing = [step for step in STEPS if not night.folder(step).is_dir()]
    if missing:
        day = night.business_date
        raise PreviewError(f"night {day} lacks {', '.join(missing)}; run it first: crosscheck run --night {day}")


@contextmanager
def _night_under(night: Night, changed: Settings, steps: Sequence[str]) -> Iterator[Night]:
    """The night under other settings: itself where no step changes, else in a home that is gone afterwards."""
    if not steps:
        yield Night(changed, night.contracts, night.business_date)
        return
    home = Path(tempfile.mkdtemp(prefix=".preview-", dir=night.settings.home))
    try:
        # what people said counts in a preview, too: the ledger stays where it is, and is only read
        ledger = SecretStr(night.settings.resolved_ledger_url())
        settings = changed.model_copy(update={"home": home, "ledger_url": ledger})
        other = Night(settings, night.contracts, night.business_date)
        for source, target in (
            (night.landing, other.landing),
            (night.canonical, other.canonical),
            *((night.folder(step), other.folder(step)) for step in STEPS if step not in steps),
        ):
            # what exists is linked, and only ever replaced whole: the home that is read stays as it is
            shutil.copytree(source, target, copy_function=_link)
        for step in steps:
            STEPS[step](other)
        yield other
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)


def _found(night: Night, rule: Rule) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """finding_key → what may move; and the names of counties."""
    try:
        with Session(night.settings.engine) as session:
            attach_night(session, night)
            prepare(session)
            rows = evaluate(session, rule, night.contracts).to_pylist()
            names = session.query("SELECT county, short_name FROM counties ORDER BY county").to_pylist()
    except (EngineError, RuleResultError) as error:
        raise PreviewError(f"{night.business_date}: {error}") from None
    found = {row["finding_key"]: {what: row[what] or "" for what in MOVING} for row in rows}
    return found, {row["county"]: row["short_name"] for row in names}


def _compared(
    rule_id: str, was: dict[str, dict[str, str]], now: dict[str, dict[str, str]], names: dict[str, str]
) -> tuple[CountyPreview, ...]:
    counties = sorted({row["county"] for rows in (was, now) for row in rows.values()})
    return tuple(_of_county(rule_id, county, names.get(county, county), was, now) for county in counties)


def _of_county(
    rule_id: str, county: str, name: str, was: dict[str, dict[str, str]], now: dict[str, dict[str, str]]
) -> CountyPreview:
    here, then = ({key: row for key, row in rows.items() if row["county"] == county} for rows in (was, now))
    moved = []
    for key in sorted(here.keys() & now.keys()):
        differing = tuple(
            (what, here[key][what], now[key][what]) for what in MOVING if here[key][what] != now[key][what]
        )
        if differing:
            moved.append(Move(finding_id(rule_id, key), differing))
    return CountyPreview(
        county=county,
        name=name or "全区",
        before=len(here),
        after=len(then),
        added=tuple(finding_id(rule_id, key) for key in sorted(then.keys() - was.keys())),
        dropped=tuple(finding_id(rule_id, key) for key in sorted(here.keys() - now.keys())),
        moved=tuple(moved),
    )
