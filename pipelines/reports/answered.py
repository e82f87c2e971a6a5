"""What people said about a clue and what became of it, as the report shows it; formats only draw it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Answered:
    """The answer that counts for a clue tonight, or whose time is over; `state` as in `answers.effects`."""

    state: str
    label: str  # 属实 …
    tone: str  # good | plain | warn | bad
    said: str  # what follows from it tonight
    verdict: str
    reason: str
    note: str
    owner: str
    author: str
    since: date
    until: date | None
    shown: bool  # stands in the workbook's cells: its time is not over


@dataclass(frozen=True)
class Issued:
    """A document that names the clue, its due date and what came of it."""

    document_id: str
    instrument: str
    label: str
    number: str
    served_on: date
    addressee: str
    reply_by: str
    due: date | None
    arithmetic: str
    reply: str
    reply_label: str
    replied_on: date | None
    state: str
    state_label: str
    tone: str
    finding_ids: tuple[str, ...]
    outcome: str


@dataclass(frozen=True)
class Tally:
    """One line of page one: how many clues stand so, and what that means."""

    label: str
    count: int
    meaning: str
    tone: str


@dataclass(frozen=True)
class Rate:
    """A share with the numbers it rests on."""

    label: str
    part: int
    whole: int
    share: str  # per cent to one decimal; empty where the whole is nothing


@dataclass(frozen=True)
class Proved:
    """How often clues of one rule, dataset or county proved true."""

    dimension: str
    name: str
    true: int
    unfounded: int
    waived: int
    judged: int
    share: str
    reasons: str


@dataclass(frozen=True)
class Answers:
    """All of it for one report."""

    tallies: tuple[Tally, ...]
    documents: tuple[Issued, ...]
    rates: tuple[Rate, ...]
    notes: tuple[str, ...]
    proved: tuple[Proved, ...]

    @property
    def silent(self) -> bool:
        """Nobody has said anything yet."""
        return not (self.documents or self.proved or any(tally.count for tally in self.tallies))
