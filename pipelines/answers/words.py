"""One word of a person about a delivery, two records, a finding or a document, and which words stand on a night."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

#: Kinds of which a later word about the same thing replaces an earlier one.
FAMILIES: dict[str, tuple[str, ...]] = {
    "delivery": ("release", "withdraw"),
    "identity": ("same", "different", "unsure"),
    "finding": ("confirmed", "unfounded", "corrected", "waived", "retracted"),
    "document": ("issued", "voided"),
    "citation": ("cited", "uncited"),
    "reply": ("adopted", "adopted_in_part", "rejected", "review_requested"),
}
#: Families whose words name two things: two records, or a finding and the document that names it.
_OF_TWO = ("identity", "citation")
_FAMILY = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}


class AnswerError(ValueError):
    """A word that cannot be taken: says which part and what is allowed. Never quotes the reason given."""


@dataclass(frozen=True)
class Answer:
    """What one person said, when, and for which nights it counts.

    `subject` is a delivery id, a finding id, a document id, or the smaller of two record ids whose larger is `other`;
    a `cited` finding has the document's id as `other`. `given_at` is naive Asia/Shanghai time and comes from the edge
    (command, import); nothing is computed from it.
    """

    kind: str
    subject: str
    other: str
    reason: str
    author: str
    given_at: datetime
    from_night: date
    until: date | None = None
    details: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no night could use.

        Raises:
            AnswerError: an unknown kind, a missing subject, author or reason, two records out of order, an `until`
                before `from_night`, or a moment with a time zone.
        """
        if self.kind not in _FAMILY:
            raise AnswerError(f"unknown kind of answer '{self.kind}'; known: {', '.join(_FAMILY)}")
        for name in ("subject", "author", "reason"):
            if not str(getattr(self, name)).strip():
                raise AnswerError(f"an answer of kind '{self.kind}' needs a {name}")
        unordered = self.family == "identity" and self.subject >= self.other
        if (self.family in _OF_TWO) != bool(self.other) or unordered:
            raise AnswerError("a word about two records names both, the smaller id first; any other names one thing")
        if self.kind == "waived" and (self.until is None or not self.details.get("owner", "").strip()):
            raise AnswerError("what is not pursued needs an owner and the day until which that holds")
        if self.until is not None and self.until < self.from_night:
            raise AnswerError(f"the answer would end ({self.until}) before it begins ({self.from_night})")
        if self.given_at.tzinfo is not None:
            raise AnswerError("moments are naive Asia/Shanghai time")

    @property
    def family(self) -> str:
        """What the word is about, one of `FAMILIES`."""
        return _FAMILY[self.kind]

    @property
    def about(self) -> tuple[str, str, str]:
        """Words with one `about` replace each other."""
        return (self.family, self.subject, self.other)

    def counts_on(self, night: date) -> bool:
        """True on the nights the word was given for."""
        return self.from_night <= night and (self.until is None or night <= self.until)

    def as_json(self, with_moment: bool = True) -> str:
        """Canonical text; without the moment, two equal words said twice are equal."""
        said = {
            "kind": self.kind,
            "subject": self.subject,
            "other": self.other,
            "reason": self.reason,
            "author": self.author,
            "from_night": self.from_night.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "details": self.details,
        }
        if with_moment:
            said["given_at"] = self.given_at.isoformat(timespec="seconds")
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def standing(in_order: Iterable[Answer], night: date) -> list[Answer]:
    """The words that stand on a night, given all of them in the order they were said: the last about each thing.

    A word past its `until` is as if it had not been said, so the one before it stands again.
    """
    last = {answer.about: answer for answer in in_order if answer.counts_on(night)}
    return [last[about] for about in sorted(last)]


def over(in_order: Iterable[Answer], night: date) -> list[Answer]:
    """The last words about each thing that were said for an earlier night and whose time is over on this one."""
    last = {answer.about: answer for answer in in_order if answer.from_night <= night}
    return [last[about] for about in sorted(last) if not last[about].counts_on(night)]


def fingerprint_of(words: Iterable[Answer]) -> str:
    """16 hex digits over words in their order, without the moments they were said at."""
    hashed = hashlib.sha256()
    for word in words:
        hashed.update(word.as_json(with_moment=False).encode() + b"\n")
    return hashed.hexdigest()[:16]
