"""Everything known on one night, arranged for the rules' oracle: who is in correction, and what belongs to whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data.generator.oracle import Finding, register_known, supervision_known
from data.generator.places import COUNTIES
from data.generator.world import Handed, Record, Term, World

Row = dict[str, Any]

_KEYS = {
    "justice.leaves": "leave_no",
    "justice.transfers": "transfer_no",
    "justice.sanctions": "sanction_no",
    "justice.devices": "approval_no",
    "justice.exit_control": "report_no",
    "justice.plans": "plan_no",
    "police.custody": "custody_no",
    "police.penalties": "decision_no",
    "court.revocations": "ruling_no",
    "justice.register": "correction_no",
}
_BY_TERM = (
    "justice.sanctions",
    "justice.permits",
    "justice.devices",
    "justice.exit_control",
    "justice.medical",
    "justice.plans",
    "justice.positions",
    "justice.leaves",
)
_BY_NUMBER = ("police.lodging", "police.travel", "police.border")
_BY_PERSON = ("police.custody", "police.penalties", "court.revocations")


@dataclass
class Seen:
    """A record with its row as known on the night."""

    record: Record
    row: Row

    @property
    def id(self) -> str:
        """Its record id."""
        return record_id(self.record)


@dataclass
class File:
    """A term of correction with everything known about it on the night."""

    term: Term
    row: Row
    handed: Handed | None
    of: dict[str, list[Seen]] = field(default_factory=lambda: defaultdict(list))

    @property
    def id(self) -> str:
        """Its record id."""
        return f"justice.register/{self.term.number}"

    @property
    def begun(self) -> date | None:
        """First day under supervision."""
        row = self.row
        return row["reported_date"] or row["received_date"]  # type: ignore[no-any-return]

    @property
    def in_correction(self) -> bool:
        """Whether the register says so."""
        return bool(self.row["status"] == "in_correction")

    @property
    def zone(self) -> str:
        """Zone of its county."""
        return COUNTIES[self.term.county].zone

    def during(self, day: date) -> bool:
        """Whether the day lies within supervision."""
        end = self.row["ended_date"] or self.row["end_date"]
        return self.begun is not None and self.begun <= day <= end

    def covered(self, day: date, county: str) -> bool:
        """Whether an approved leave or a permit for the county covers a day."""
        if any(one.row["approved"] and one.row["start_date"] <= day <= one.row["end_date"] for one in self.leaves):
            return True
        return any(
            COUNTIES[county].middle in one.row["counties"] and one.row["start_date"] <= day <= one.row["end_date"]
            for one in self.of["justice.permits"]
        )

    @property
    def leaves(self) -> list[Seen]:
        """Its applications for leave."""
        return self.of["justice.leaves"]

    def found(
        self, rule: str, record: str = "", *others: str, days: int | None = None, band: str = "", planted: str = ""
    ) -> Finding:
        """A finding about this term; the register row always belongs to it."""
        name = record or self.id
        rest = tuple(one for one in (*others, self.id) if one != name)
        return Finding(rule, name, self.term.number, days, band, planted or self.term.record.planted, rest)


def record_id(record: Record) -> str:
    """Record id of a row whose key is one column; sentences and releases have `Handed.key`."""
    if record.dataset == "court.sentences":
        return f"court.sentences/{record.values['case_no']}~{record.values['defendant_no']}"
    if record.dataset == "justice.prison_releases":
        return f"justice.prison_releases/{record.values['release_no']}"
    return f"{record.dataset}/{record.values[_KEYS[record.dataset]]}"


def sentence_id(handed: Handed) -> str:
    """Record id of a sentence or release."""
    return f"{handed.record.dataset}/{handed.key}"


class Book:
    """All that is known on one night."""

    def __init__(self, world: World, night: date) -> None:
        self.world, self.night = world, night
        owner = {id(term): handed for handed in [*world.sentences, *world.releases] for term in handed.terms}
        self.files: list[File] = []
        self.by_person: dict[str, list[File]] = defaultdict(list)
        by_number: dict[str, File] = {}
        by_id: dict[str, list[File]] = defaultdict(list)
        for term in world.terms:
            row = term.row(register_known(term.county, night))
            if row is None:
                continue
            file = File(term, row, owner.get(id(term)))
            self.files.append(file)
            by_number[term.number] = file
            self.by_person[term.person.number].append(file)
            by_id[term.person.id_no].append(file)
        for dataset in _BY_TERM:
            for record in world.records[dataset]:
                held = by_number.get(record.values["correction_no"])
                day = supervision_known(held.term.county, night) if held else night
                if held is not None and (row := record.on(day)) is not None:
                    held.of[dataset].append(Seen(record, row))
        for dataset in _BY_NUMBER:
            for record in world.records[dataset]:
                for file in by_id.get(record.values["id_no"], ()):
                    if (row := record.on(night)) is not None:
                        file.of[dataset].append(Seen(record, row))
        #: custody, penalties and revocations by person
        self.orders: dict[str, dict[str, list[Seen]]] = {dataset: defaultdict(list) for dataset in _BY_PERSON}
        for dataset in _BY_PERSON:
            for record in world.records[dataset]:
                if record.person is not None and (row := record.on(night)) is not None:
                    self.orders[dataset][record.person.number].append(Seen(record, row))
        #: sentences in force, by person
        self.sentences: dict[str, list[Handed]] = defaultdict(list)
        for handed in world.sentences:
            known = handed.row(night)
            if known is not None and known["status"] == "in_force":
                self.sentences[handed.person.number].append(handed)
