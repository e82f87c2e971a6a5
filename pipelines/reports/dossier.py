"""One clue as an object: everything a format shows of it, already decided and worded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines.reports.answered import Answered, Issued


@dataclass(frozen=True)
class Value:
    """One field of one record: as it came, and as read where that says more."""

    column: str
    type: str  # as declared; only equal types are set against each other
    label: str
    received: str
    computed: str


@dataclass(frozen=True)
class Evidence:
    """One source record a clue stands on."""

    record_id: str
    source: str
    dataset: str
    title: str
    file: str
    line: int
    values: tuple[Value, ...]


@dataclass(frozen=True)
class ComparedRow:
    """One field across all records of a clue or pair, one cell per record; None where a record has no such field."""

    label: str
    cells: tuple[Value | None, ...]
    differs: bool


@dataclass(frozen=True)
class Moment:
    """A day on the time line with what happened on it; `gap` = days since the one before."""

    day: date
    labels: tuple[str, ...]
    gap: int | None
    kind: str  # fact | start | night


@dataclass(frozen=True)
class Article:
    """Law as printed: where it is not verified the format adds 〔待核〕."""

    cited: str
    text: str
    in_force: str
    verified: bool


@dataclass(frozen=True)
class Reach:
    """How far a dataset reaches for the clue's county; `what` = what was looked for there."""

    title: str
    what: str
    covered_to: str
    state: str
    covers: bool


@dataclass(frozen=True)
class Weighing:
    """What speaks for and against two records being one person's, in thousandths of a bit, in the order it adds up."""

    bars: tuple[tuple[str, int], ...]
    total: int
    #: from here on a score alone joins
    join: int
    note: str


@dataclass(frozen=True)
class Link:
    """Why two records are one person's."""

    sides: tuple[str, str]
    exact: bool
    explanation: str
    weighing: Weighing | None = None


@dataclass(frozen=True)
class Person:
    """Who is shown on the clue; `id_note` says what is wrong with the number."""

    name: str
    id_no: str
    id_note: str


@dataclass(frozen=True)
class Clue:
    """One finding with its status and all it rests on."""

    finding_id: str
    rule_id: str
    label: str
    title: str
    question: str
    group: str  # wrongs | H | S | P | E | other
    wrong_against_person: bool
    county: str
    county_name: str
    status: str
    status_note: str
    first_seen: date | None
    nights_seen: int
    tier: str
    tier_reason: str
    person: Person
    case_no: str
    correction_type: str
    since: date | None
    days: int | None
    band: str
    summary: str
    arithmetic: str
    moments: tuple[Moment, ...]
    evidence: tuple[Evidence, ...]
    compared: tuple[ComparedRow, ...]
    disputed: tuple[ComparedRow, ...]  # the fields that the clue itself is about
    links: tuple[Link, ...]
    law: tuple[Article, ...]
    duty: tuple[str, ...]
    instrument: str
    clears: tuple[str, ...]
    needed: tuple[Reach, ...]
    searched: tuple[Reach, ...]
    answered: Answered | None
    documents: tuple[Issued, ...]  # those that name it, newest first
    off_list: bool  # answered, and not among those to work on tonight
    mark: str  # of its row in the workbook


@dataclass(frozen=True)
class Gone:
    """A clue of an earlier night that is no longer there, with what that night's data still say."""

    finding_id: str
    rule_id: str
    label: str
    county: str
    county_name: str
    status: str  # resolved | suspended
    changed_on: date
    last_seen: date
    note: str
    name: str
    case_no: str
    summary: str
    data: bool
