"""What an answer does to its clue on a night: a function of the words said, the night and the clue, stored nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.answers.words import Answer

#: Effects that take a clue off the working list; it is counted all the same.
OFF_THE_LIST = frozenset({"unfounded", "waived"})


@dataclass(frozen=True)
class Effect:
    """`state`: `open` (nobody has said anything that counts) | `confirmed` | `unfounded` (off the list) |
    `evidence_changed` (said to be unfounded, but of other evidence: back) | `corrected` (expected to go) |
    `still_there` (said to be corrected, and there after the days allowed) | `came_back` (was gone after the answer, is
    there again) | `waived` (off the list until its day) | `waiver_over` (that day has passed: back).

    `word`: the answer it follows from, also where its time is over.
    """

    state: str
    word: Answer | None = None
    evidence_changed: bool = False

    @property
    def off_the_list(self) -> bool:
        """The clue is not among those to work on tonight."""
        return self.state in OFF_THE_LIST


OPEN = Effect("open")


def last_word(said: Sequence[Answer], night: date) -> Answer | None:
    """The last answer given for this night or an earlier one, also one whose time is over; `said` in order."""
    given = [answer for answer in said if answer.family == "finding" and answer.from_night <= night]
    return given[-1] if given else None


def effect(said: Sequence[Answer], night: date, evidence: str, there_since: date, days_allowed: int) -> Effect:
    """What the answers about one clue, in the order they were said, do to it on a night on which it is there.

    Args:
        evidence: digest of what the clue rests on tonight (`evidence_digest`).
        there_since: first night of the present unbroken run.
        days_allowed: how long data may take to show a correction.
    """
    word = last_word(said, night)
    if word is None or word.kind == "retracted":
        return OPEN
    if not word.counts_on(night):
        return Effect("waiver_over", word) if word.kind == "waived" else OPEN
    changed = word.details.get("evidence", evidence) != evidence
    if word.kind == "unfounded":
        return Effect("evidence_changed" if changed else "unfounded", word, changed)
    if word.kind == "waived":
        return Effect("waived", word, changed)
    if there_since > word.from_night:
        return Effect("came_back", word, changed)
    if word.kind == "corrected":
        overdue = (night - word.from_night).days > days_allowed
        return Effect("still_there" if overdue else "corrected", word, changed)
    return Effect("confirmed", word, changed)
