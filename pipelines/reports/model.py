"""The report as an object: everything a format shows, already decided, sorted and worded; formats only draw it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines.reports.answered import Answers
from pipelines.reports.dossier import Clue, ComparedRow, Gone, Weighing
from pipelines.reports.figures import Balance, FailedCheck, SetAside, Source


@dataclass(frozen=True)
class RuleLine:
    """One rule that ran: what it found tonight, also when that is nothing."""

    rule_id: str
    label: str
    title: str
    version: int
    wrong_against_person: bool
    new: int
    reopened: int
    continuing: int
    resolved: int
    suspended: int
    group: str
    explained: int | None  # None: the night ran before it was counted
    explained_by: str
    not_provable: int | None
    not_provable_by: str
    off_list: int  # there, but answered and off the list; in no other count
    held_back: int  # there, but suspected of a delivery; in no other count

    @property
    def quiet(self) -> bool:
        """Nothing there and nothing gone tonight."""
        return not (self.total or self.resolved or self.suspended or self.off_list or self.held_back)

    @property
    def total(self) -> int:
        """Clues to work on tonight."""
        return self.new + self.reopened + self.continuing


@dataclass(frozen=True)
class PatternClue:
    """One clue of a pattern; what it says stands only in the report its county may read."""

    finding_id: str
    here: bool
    name: str
    county_name: str
    summary: str


@dataclass(frozen=True)
class Pattern:
    """类案: clues of one rule that one unit has at a higher rate than the rest of the region."""

    pattern_id: str
    rule_id: str
    label: str
    unit: str
    unit_kind: str
    county_name: str
    findings: int
    people: int
    rate: str
    rest_rate: str
    first_since: date
    last_since: date
    arithmetic: str
    clues: tuple[PatternClue, ...]


@dataclass(frozen=True)
class HeldBack:
    """Clues of one rule that one delivery seems to have brought all at once: for a data engineer to settle first."""

    rule_id: str
    label: str
    county: str  # empty: the region as a whole stood out
    place: str
    delivery: str
    delivery_id: str
    night: date  # on which they came
    explained: int  # all that the delivery explains, in whatever report
    text: str
    clues: tuple[Clue, ...]

    @property
    def size(self) -> int:
        """How many are there tonight."""
        return len(self.clues)


@dataclass(frozen=True)
class Review:
    """Two records that may be one person's: a person decides."""

    pair_id: str
    record_a: str
    record_b: str
    sides: tuple[tuple[str, str], tuple[str, str]]  # (source and dataset, file and line)
    counties: tuple[str, ...]
    names: tuple[str, str]
    explanation: str
    matters: str  # what hangs on it; empty when nothing tonight
    rows: tuple[ComparedRow, ...]
    weighing: Weighing | None
    decision: str  # what stands of an answer that did not settle it: 无法判断, or one that contradicts others
    why: str
    mark: str  # of its row in the workbook


@dataclass(frozen=True)
class Report:
    """One report: of the region, or of one county (`county` empty for the region)."""

    night: date
    weekday: str
    previous_night: date | None
    region: str
    county: str
    place: str
    clues: tuple[Clue, ...]
    data_clues: tuple[Clue, ...]
    off_list: tuple[Clue, ...]  # there tonight, but answered and off the list
    held_back: tuple[HeldBack, ...]  # there tonight, but suspected of one delivery
    answers: Answers
    patterns: tuple[Pattern, ...]
    gone: tuple[Gone, ...]
    still_suspended: tuple[Gone, ...]
    rules: tuple[RuleLine, ...]
    sources: tuple[Source, ...]
    balances: tuple[Balance, ...]
    reviews: tuple[Review, ...]
    set_aside: tuple[SetAside, ...]
    failed_checks: tuple[FailedCheck, ...]
    basis: dict[str, str | int]

    @property
    def wrongs(self) -> tuple[Clue, ...]:
        """Clues about wrongs against the person."""
        return tuple(clue for clue in self.clues if clue.wrong_against_person)

    def count(self, status: str) -> int:
        """Prosecutors' clues of one status tonight, or gone since last night with it."""
        if status in ("resolved", "suspended"):
            return sum(gone.status == status and not gone.data for gone in self.gone)
        return sum(clue.status == status for clue in self.clues)
