"""Findings of a night against the planted truth: what was found, missed, raised without being planted."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Agreement:
    """One rule on one night."""

    planted: int = 0
    found: int = 0
    tolerated: int = 0
    missed: list[str] = field(default_factory=list)
    unplanted: list[str] = field(default_factory=list)
    other_band: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Every difference in words."""
        return [
            *(f"missed {one}" for one in self.missed),
            *(f"not planted {one}" for one in self.unplanted),
            *(f"another band {one}" for one in self.other_band),
        ]


def key_records(finding: Mapping[str, Any]) -> list[str]:
    """The records a finding hangs on."""
    return str(finding["finding_key"]).split("|")


def mentioned(finding: Mapping[str, Any]) -> set[str]:
    """All records a finding names: in its key, its person, its evidence."""
    evidence = json.loads(finding["document"])["evidence"]
    return {*key_records(finding), finding["person_record"] or "", *(one["record_id"] for one in evidence)}


def compare(
    expected: Iterable[Mapping[str, str]],
    tolerated: Iterable[Mapping[str, str]],
    findings: Iterable[Mapping[str, Any]],
    rules: Iterable[str],
) -> dict[str, Agreement]:
    """Each finding is laid to one planted row at most: first by the record it hangs on, then by any record it names."""
    wanted: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in expected:
        wanted[row["rule_id"]].append(row)
    optional = {(row["rule_id"], row["record_id"]) for row in tolerated}
    raised: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for one in findings:
        raised[one["rule_id"]].append(one)
    return {rule: _of_rule(rule, wanted[rule], raised[rule], optional) for rule in sorted(rules)}


def _of_rule(
    rule: str, wanted: list[Mapping[str, str]], raised: list[Mapping[str, Any]], optional: set[tuple[str, str]]
) -> Agreement:
    result = Agreement(planted=len(wanted))
    open_rows: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(wanted):
        open_rows[row["record_id"]].append(place)
    by_other: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(wanted):
        for name in row.get("others", "").split():
            by_other[name].append(place)
    left, taken = list(raised), set()
    ways = (
        (key_records, open_rows),
        (lambda one: sorted(mentioned(one)), open_rows),
        (lambda one: sorted(mentioned(one)), by_other),
    )
    for names, index in ways:
        still = []
        for one in left:
            places = [place for name in names(one) for place in index.get(name, ()) if place not in taken]
            if not places:
                still.append(one)
                continue
            taken.add(places[0])
            row = wanted[places[0]]
            if row["band"] and row["band"] != (one["band"] or ""):
                result.other_band.append(f"{row['record_id']}: {row['band']}, found {one['band']} ({row['planted']})")
        left = still
    for one in left:
        if any((rule, name) in optional for name in mentioned(one)):
            result.tolerated += 1
        else:
            result.unplanted.append(f"{one['finding_key']}: {one['summary']}")
    result.found = len(taken)
    result.missed = [f"{row['record_id']} ({row['planted']})" for place, row in enumerate(wanted) if place not in taken]
    return result
