"""Articles as dated data: which provision governed conduct on a day, and how it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

STATUTES = Path(__file__).with_name("statutes.yaml")

#: printed beside an article that nobody has read in the law's text yet
UNVERIFIED = "〔待核〕"
#: printed beside an article that did not govern the conduct yet, where what did is not on file
NOT_YET_IN_FORCE = "〔行为时尚未施行，当时的规定待核〕"
NO_LONGER_IN_FORCE = "〔行为时已失效，当时的规定待核〕"

_DOCUMENT = "document"
_DIGITS = "零一二三四五六七八九"


class StatuteError(LookupError):
    """An article is not on file, or was not in force on a day; or the file itself is wrong."""


@dataclass(frozen=True)
class Article:
    """One article with the days it is in force; an empty day is open."""

    reference: str
    law: str
    article: str  # 第二十一条; empty for a whole document
    in_force_from: date | None
    in_force_to: date | None
    verified: bool
    gist: str
    predecessor: str | None
    replaced_by: tuple[str, ...]

    def in_force(self, on: date) -> bool:
        """True on the days it governs conduct."""
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.in_force_to is None or on <= self.in_force_to)


@dataclass(frozen=True)
class Citation:
    """An article cited for conduct on a day; `cited_as` is the reference a rule gave."""

    reference: str
    cited_as: str
    law: str
    article: str
    in_force_from: date | None
    in_force_to: date | None
    verified: bool
    gist: str
    flag: str  # what is printed beside it; empty for a verified article in force

    @property
    def text(self) -> str:
        """`《中华人民共和国社区矫正法》第二十一条`, with a flag where it still has to be checked."""
        return f"《{self.law}》{self.article}{self.flag}"

    def as_data(self) -> dict[str, str | bool]:
        """For a finding's document: law, article, days in force, verified and the texts, as JSON values."""
        return {
            "reference": self.reference,
            "cited_as": self.cited_as,
            "law": self.law,
            "article": self.article,
            "in_force_from": self.in_force_from.isoformat() if self.in_force_from else "",
            "in_force_to": self.in_force_to.isoformat() if self.in_force_to else "",
            "verified": self.verified,
            "gist": self.gist,
            "text": self.text,
        }


def cite(reference: str, on: date, *, strict: bool = True) -> Citation:
    """The article that governed conduct on a day: the one named, its predecessor, or what replaced it.

    Args:
        reference: such as `社矫法21`.
        on: the day of the conduct, never of the run.
        strict: False gives, where nothing on file was in force, the named article with a flag instead of an error.

    Raises:
        StatuteError: no such reference; or, when strict, nothing on file was in force on that day.
    """
    named = article(reference)
    governing = _governing(named, on)
    if governing is not None:
        flag = "" if governing.verified else UNVERIFIED
        return _citation(governing, reference, flag, verified=governing.verified)
    if strict:
        raise StatuteError(
            f"{reference} was not in force on {on} (in force {named.in_force_from or 'unknown'} to "
            f"{named.in_force_to or 'now'}) and {STATUTES.name} names no article that was; add it as its predecessor"
        )
    early = named.in_force_from is not None and on < named.in_force_from
    return _citation(named, reference, NOT_YET_IN_FORCE if early else NO_LONGER_IN_FORCE, verified=False)


def article(reference: str) -> Article:
    """An article on file.

    Raises:
        StatuteError: no such reference.
    """
    found = articles().get(reference)
    if found is None:
        raise StatuteError(f"no article '{reference}' in {STATUTES.name}; write it like 社矫法21 or add it there")
    return found


def references() -> frozenset[str]:
    """Every reference that `cite` takes."""
    return frozenset(articles())


@lru_cache(maxsize=1)
def articles() -> dict[str, Article]:
    """Every article on file by reference, in declared order."""
    return load_statutes(STATUTES)


def load_statutes(file: Path) -> dict[str, Article]:
    """Read and check a file of statutes.

    Raises:
        StatuteError: an unknown entry, a date out of order, a predecessor that is not on file or overlaps.
    """
    laws: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))["laws"]
    declared: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {}
    for key, law in laws.items():
        if unknown := set(law) ^ {"name", "in_force_from", "in_force_to", "articles"}:
            raise StatuteError(f"{file.name}: {key}: unknown or missing entry {sorted(unknown)}")
        for number, body in law["articles"].items():
            reference = key if number == _DOCUMENT else f"{key}{number}"
            known = {"verified", "gist", "predecessor", "in_force_from", "in_force_to"}
            if not {"verified", "gist"} <= set(body) <= known or not isinstance(body["verified"], bool):
                raise StatuteError(f"{file.name}: {reference}: give verified (true or false), gist; may have {known}")
            if reference in declared:
                raise StatuteError(f"{file.name}: {reference} stands twice")
            declared[reference] = (law, "" if number == _DOCUMENT else f"第{_in_words(number)}条", body)
    successors: dict[str, list[str]] = {}
    for reference, (_, _, body) in declared.items():
        if predecessor := body.get("predecessor"):
            if predecessor not in declared:
                raise StatuteError(f"{file.name}: {reference}: its predecessor {predecessor} is not on file")
            successors.setdefault(predecessor, []).append(reference)
    found = {
        reference: Article(
            reference=reference,
            law=law["name"],
            article=words,
            in_force_from=body.get("in_force_from", law["in_force_from"]),
            in_force_to=body.get("in_force_to", law["in_force_to"]),
            verified=body["verified"],
            gist=body["gist"],
            predecessor=body.get("predecessor"),
            replaced_by=tuple(successors.get(reference, ())),
        )
        for reference, (law, words, body) in declared.items()
    }
    for one in found.values():
        if one.in_force_from and one.in_force_to and one.in_force_to < one.in_force_from:
            raise StatuteError(f"{file.name}: {one.reference} ends before it begins")
        if one.predecessor:
            ended = found[one.predecessor].in_force_to
            if ended is None or one.in_force_from is None or ended >= one.in_force_from:
                raise StatuteError(f"{file.name}: {one.predecessor} must end before {one.reference} begins")
    return found


def _governing(named: Article, on: date) -> Article | None:
    if named.in_force(on):
        return named
    if named.in_force_from is not None and on < named.in_force_from:
        return _governing(article(named.predecessor), on) if named.predecessor else None
    # several successors (2012办法25 became 办法46 and 47): the rule must say which it means
    return _governing(article(named.replaced_by[0]), on) if len(named.replaced_by) == 1 else None


def _citation(one: Article, cited_as: str, flag: str, *, verified: bool) -> Citation:
    return Citation(
        reference=one.reference,
        cited_as=cited_as,
        law=one.law,
        article=one.article,
        in_force_from=one.in_force_from,
        in_force_to=one.in_force_to,
        verified=verified,
        gist=one.gist,
        flag=flag,
    )


def _in_words(number: int) -> str:
    """An article's number below 1000: 105 → 一百零五, 12 → 十二, 516 → 五百一十六."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and units:
        words += "零"
    return words + (_DIGITS[units] if units else "")
