"""The synthetic world: people, sentences, releases, terms of correction and every other record, as timelines.

A record holds everything that ever happens to it; `Record.on(night)` is what its system knew that night.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from data.generator.legal_calendar import due_day

NIGHTS = (date(2025, 10, 15), date(2025, 10, 16), date(2025, 10, 17))
FIRST_NIGHT, MISSING_NIGHT, SILENT_NIGHT = NIGHTS
#: the first increment reaches back to this day
HISTORY_FROM = date(2025, 8, 6)

#: dates that are set beforehand; every other date is a fact and unknown until its day
PLANNED: dict[str, frozenset[str]] = {
    "justice.register": frozenset({"start_date", "end_date", "birth_date", "effective_date"}),
    "justice.leaves": frozenset({"start_date", "end_date"}),
    "justice.permits": frozenset({"start_date", "end_date"}),
    "justice.transfers": frozenset({"report_due_date"}),
    "justice.medical": frozenset({"next_due_date"}),
    "justice.devices": frozenset({"start_date", "end_date"}),
    "justice.exit_control": frozenset({"start_date", "end_date"}),
    "justice.prison_releases": frozenset({"sentence_end_date", "birth_date"}),
    "court.sentences": frozenset({"birth_date"}),
    "police.population": frozenset({"birth_date"}),
}


@dataclass
class Person:
    """One human being as they really are."""

    number: str
    name: str
    sex: str
    birth: date
    ethnicity: str
    id_no: str
    household: str
    residence: str
    phone: str
    former_name: str | None = None
    former_id_no: str | None = None
    died: date | None = None
    id_type: str = "resident_id"
    #: no noise touches a protected person's records
    protected: bool = False


@dataclass
class Record:
    """One row of one dataset over time."""

    dataset: str
    values: dict[str, Any]
    born: date
    person: Person | None = None
    #: county whose justice agency exports the row; it disappears when that county falls silent
    home: str | None = None
    #: text that stands in the export in place of the value: noise, or a plant's
    raw: dict[str, str] = field(default_factory=dict)
    #: nothing in the truth hangs on the row being readable
    spare: bool = False
    planted: str = ""

    def on(self, night: date) -> dict[str, Any] | None:
        """The row as its system knows it at the end of a day; None before it exists."""
        if self.born > night:
            return None
        planned = PLANNED.get(self.dataset, frozenset())
        row = dict(self.values)
        for column, value in self.values.items():
            kind = type(value)
            if kind is datetime:
                if value.date() > night:
                    row[column] = None
            elif kind is date and value > night and column not in planned:
                row[column] = None
        return row


@dataclass
class Contact:
    """One contact, or an attempt at one."""

    at: datetime
    method: str
    result: str = "normal"
    #: the telephone lies at exactly one spot
    fixed: bool = False

    @property
    def day(self) -> date:
        """The day it was made."""
        return self.at.date()


@dataclass
class Term:
    """A term of correction at one county agency: one register row."""

    record: Record
    person: Person
    county: str
    interval: int
    contacts: list[Contact] = field(default_factory=list)
    leaves: list[Record] = field(default_factory=list)
    custody: list[Record] = field(default_factory=list)
    searches: list[Record] = field(default_factory=list)
    transfers_out: list[Record] = field(default_factory=list)
    transfers_in: list[Record] = field(default_factory=list)
    petitions: list[Record] = field(default_factory=list)
    final_status: str = "discharged"
    #: wears an electronic device
    monitored: bool = False

    @property
    def number(self) -> str:
        """The agency's number of the person in correction."""
        return str(self.record.values["correction_no"])

    def row(self, night: date) -> dict[str, Any] | None:
        """The register row of a night, its status following from what has happened by then."""
        row = self.record.on(night)
        if row is None:
            return None
        if row["ended_date"] is not None:
            row["status"] = self.final_status
        else:
            row["end_reason"] = None
            row["status"] = "in_correction" if row["reported_date"] or row["received_date"] else "not_reported"
        return row


@dataclass
class Handed:
    """A sentence or a prison release: what has to end in a register row."""

    record: Record
    person: Person
    county: str
    kind: str
    #: day on which the decision takes effect by the rules, given or computed; None where nothing tells
    effective: date | None
    #: day from which the ten days run; None where nothing establishes it
    trigger: date | None
    terms: list[Term] = field(default_factory=list)
    custody: list[Record] = field(default_factory=list)
    revocations: list[Record] = field(default_factory=list)
    absorbed_by: Handed | None = None
    #: a register row may be this person's, but nobody can be sure from the rows
    unsure: bool = False
    #: other dispositions that a careful reader could defend
    also_accepted: tuple[str, ...] = ()
    #: years of imprisonment, for releases from prison
    years: int = 0
    #: the court says "in force" although the effective date lies ahead
    announced: bool = False

    @property
    def key(self) -> str:
        """`case_no~defendant_no` or the release number."""
        values = self.record.values
        return str(values["release_no"]) if "release_no" in values else f"{values['case_no']}~{values['defendant_no']}"

    @property
    def deadline(self) -> date | None:
        """Last day to report: ten days after the trigger, rolled (社矫法21)."""
        return None if self.trigger is None else due_day(self.trigger, 10)

    def row(self, night: date) -> dict[str, Any] | None:
        """The row of a night; a sentence that is not yet in force says so."""
        row = self.record.on(night)
        if row is None or "status" not in row:
            return row
        if self.announced:
            row["effective_date"] = self.record.values["effective_date"]
        elif row["status"] == "in_force" and self.effective is not None and self.effective > night:
            row["status"] = "not_in_force"
        return row


@dataclass
class Tolerated:
    """A clue that a careful reader of the catalogue may raise or not."""

    night: date
    rule: str
    record: Record
    reason: str
    planted: str


@dataclass
class World:
    """Everything there is."""

    rng: Random
    #: the nights that are written
    nights: tuple[date, ...] = NIGHTS
    people: list[Person] = field(default_factory=list)
    sentences: list[Handed] = field(default_factory=list)
    releases: list[Handed] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    tolerated: list[Tolerated] = field(default_factory=list)
    #: rows of all other datasets
    records: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))

    def all_records(self, dataset: str) -> list[Record]:
        """The records of one dataset in the order in which its system numbers them."""
        if dataset == "court.sentences":
            return [sentence.record for sentence in self.sentences]
        if dataset == "justice.register":
            return [term.record for term in self.terms]
        if dataset == "justice.prison_releases":
            return [release.record for release in self.releases]
        return self.records[dataset]
