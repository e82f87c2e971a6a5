"""Expectation suites: `expectations/<dataset>.json`, read, checked for their own completeness, and named by a hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

EXPECTATIONS = Path(__file__).resolve().parents[2] / "expectations"

Severity = Literal["critical", "warning"]

#: expectations that need to know only that a value is there, not what it is
PRESENCE_TYPES = frozenset({"expect_column_values_to_not_be_null"})


class SuiteError(ValueError):
    """A suite file is wrong: names the file, the entry and the cure."""


@dataclass(frozen=True)
class Expectation:
    """One expectation; `kwargs` as Great Expectations takes them."""

    check: str
    type: str
    kwargs: dict[str, Any]
    severity: Severity
    why: str
    from_contract: bool
    #: a distribution means nothing on fewer rows: not asked then
    least_rows: int

    @property
    def tolerant(self) -> bool:
        """True where some rows may fail: a few bad rows are no reason to doubt a delivery."""
        return float(self.kwargs.get("mostly", 1.0)) < 1.0

    def columns(self) -> tuple[str, ...]:
        """The columns whose values it looks at."""
        named = [self.kwargs.get(key) for key in ("column", "column_A", "column_B")]
        return tuple(name for name in (*named, *self.kwargs.get("column_list", ())) if name)


@dataclass(frozen=True)
class Span:
    """A derived column: elapsed time between two columns of a row."""

    name: str
    start: str
    end: str
    unit: Literal["days", "years"]


@dataclass(frozen=True)
class Relation:
    """A derived column: does the value of `column` stand in one of the (dataset, column) it refers to?"""

    name: str
    column: str
    references: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Suite:
    """All expectations of one dataset."""

    dataset: str
    expectations: tuple[Expectation, ...]
    spans: tuple[Span, ...]
    #: first 12 hex digits of SHA-256 over the file
    version: str
    relations: tuple[Relation, ...] = ()

    @property
    def own(self) -> Suite:
        """What the delivery alone can be asked."""
        names = {relation.name for relation in self.relations}
        return replace(self, expectations=tuple(each for each in self.expectations if not names & set(each.columns())))

    def of_relations(self, names: Collection[str]) -> Suite:
        """What is asked of relations to other datasets, by their names."""
        asked = tuple(each for each in self.expectations if set(names) & set(each.columns()))
        return replace(self, expectations=asked, spans=())

    def find(self, check: str) -> Expectation:
        """The expectation of a name."""
        return next(each for each in self.expectations if each.check == check)


@lru_cache(maxsize=64)
def load_suite(dataset: str, folder: Path = EXPECTATIONS) -> Suite:
    """Read the suite of one dataset.

    Raises:
        SuiteError: no file, not JSON, or an entry without check name, why or severity.
    """
    path = folder / f"{dataset}.json"
    try:
        raw = path.read_bytes()
        body = json.loads(raw)
    except FileNotFoundError:
        raise SuiteError(f"{path} does not exist; write it with python -m pipelines.quality.skeleton") from None
    except ValueError as error:
        raise SuiteError(f"{path}: not JSON: {error}") from None
    expectations = tuple(_expectation(path, entry) for entry in body["expectations"])
    names = [each.check for each in expectations]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SuiteError(f"{path}: check {', '.join(twice)} stands twice; give each its own name")
    spans = tuple(
        Span(name, span["from"], span["to"], span["unit"])
        for name, span in body.get("meta", {}).get("spans", {}).items()
    )
    relations = tuple(
        Relation(name, entry["column"], tuple((one["dataset"], one["column"]) for one in entry["stands_in"]))
        for name, entry in body.get("meta", {}).get("relations", {}).items()
    )
    related = {relation.name for relation in relations}
    for each in expectations:
        # a relation does not say which side is wrong: it may hold neither
        if related & set(each.columns()) and each.severity != "warning":
            raise SuiteError(f"{path}: {each.check} is about a relation to another dataset; its severity is warning")
    return Suite(dataset, expectations, spans, hashlib.sha256(raw).hexdigest()[:12], relations)


def _expectation(path: Path, entry: dict[str, Any]) -> Expectation:
    meta = entry.get("meta") or {}
    for key in ("check", "why", "severity"):
        if not meta.get(key):
            raise SuiteError(f"{path}: {entry.get('type')} {entry.get('kwargs')} has no meta.{key}; state it")
    if meta["severity"] not in ("critical", "warning"):
        raise SuiteError(f"{path}: {meta['check']}: severity is critical or warning")
    return Expectation(
        check=meta["check"],
        type=entry["type"],
        kwargs=entry["kwargs"],
        severity=meta["severity"],
        why=meta["why"],
        from_contract=bool(meta.get("from_contract")),
        least_rows=int(meta.get("least_rows", 0)),
    )
