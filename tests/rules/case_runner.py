"""Reads the case files of the rules and runs a case: given these rows on this night, these findings and no others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from pipelines.contracts import load_contracts
from pipelines.engine import Session
from pipelines.rules.outcomes import Evaluated, evaluate_both
from pipelines.rules.result import RESULT, prepare, relations_read
from pipelines.rules.rulefile import Rule
from pipelines.sentences import compute
from pipelines.sentences.schema import OUTPUTS
from pipelines.settings import EngineLimits
from tests.relations import Given, relations

FOLDER = Path(__file__).parent
#: What a case may expect of a finding beside its columns: texts that stand, or do not stand, in one of them.
TEXTS = ("summary_has", "summary_lacks", "arithmetic_has", "arithmetic_lacks")


@dataclass(frozen=True)
class Case:
    rule_id: str
    sentence: str
    night: date
    given: Given
    expect: list[dict[str, Any]]
    left_out: list[dict[str, Any]] | None  # compared whole; None where the case does not look at it


def case_files() -> list[Path]:
    return sorted(FOLDER.glob("[A-Z][0-9][0-9]_*.yaml"))


def cases(file: Path) -> list[Case]:
    rule_id = file.name[:3]
    found = []
    for entry in yaml.safe_load(file.read_text("utf-8")):
        keys = {"case", "night", "given", "expect"}
        assert entry.keys() - {"left_out"} == keys, f"{file.name}: {entry.get('case')}: wrong keys"
        left_out = entry["left_out"] or [] if "left_out" in entry else None
        found.append(
            Case(rule_id, entry["case"], entry["night"], entry["given"] or {}, entry["expect"] or [], left_out)
        )
    return found


class CaseSession:
    """One engine session for many cases; a relation is registered again only where it differs from the last case's."""

    def __init__(self) -> None:
        self._session = Session(EngineLimits(memory_limit="512MB", threads=1))
        self._standing: dict[str, pa.Table] = {}

    def lay_out(self, rule: Rule, night: date, given: Given) -> Session:
        """The given rows; what the sentence stage leaves is computed from them, unless given or not read."""
        for name, table in relations(night, given).items():
            standing = self._standing.get(name)
            if standing is None or not (standing is table or standing.equals(table)):
                self._session.register(name, table)
                self._standing[name] = table
        if not set(given) & set(OUTPUTS) and relations_read(rule.queries) & set(OUTPUTS):
            compute(self._session)
            for name in OUTPUTS:
                self._standing.pop(name, None)
        prepare(self._session)
        return self._session


@cache
def _case_session() -> CaseSession:
    return CaseSession()


def evaluated(rule: Rule, case: Case, *, reverse: bool = False) -> Evaluated:
    """What a rule finds and leaves out in a case, with the rows as they stand or in reverse."""
    given = {name: list(reversed(rows)) if reverse else rows for name, rows in case.given.items()}
    return evaluate_both(_case_session().lay_out(rule, case.night, given), rule, load_contracts())


def differences(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> list[str]:
    """Where findings and expectation part, in words; empty where they agree."""
    keys = [row["finding_key"] for row in found]
    wanted = [row.get("finding_key") for row in expected]
    if len(found) != len(expected):
        return [f"{len(found)} findings, expected {len(expected)}: {keys}"]
    if None not in wanted and sorted(wanted) != keys:
        return [f"findings {keys}, expected {wanted}"]
    by_key = {row["finding_key"]: row for row in found}
    said = []
    for place, expectation in enumerate(expected):
        row = by_key[expectation["finding_key"]] if "finding_key" in expectation else found[place]
        said += [text for column, value in expectation.items() for text in _difference(row, column, value)]
    return said


def counted(table: pa.Table) -> list[tuple[str, str, str, int]]:
    """What a rule left out, as (county, outcome, explanation, rows)."""
    return [tuple(row.values()) for row in table.to_pylist()]


def left_out_differences(table: pa.Table, expected: list[dict[str, Any]]) -> list[str]:
    """Where what was left out and the expectation part; a county is compared where every line names one."""
    for line in expected:
        assert line.keys() - {"county"} == {"outcome", "explanation", "rows"}, f"left_out: wrong keys in {line}"
    by_county = any("county" in line for line in expected)
    found: Counter[tuple[str, str, str]] = Counter()
    for county, outcome, explanation, rows in counted(table):
        found[county if by_county else "", outcome, explanation] += rows
    named = [(line.get("county", ""), line["outcome"], line["explanation"]) for line in expected]
    assert len(set(named)) == len(named), "left_out: a line stands twice; add its rows up"
    wanted = {(line.get("county", ""), line["outcome"], line["explanation"]): line["rows"] for line in expected}
    return [] if found == wanted else [f"left out {dict(found)}, expected {wanted}"]


def _difference(row: dict[str, Any], column: str, value: Any) -> list[str]:
    if column in TEXTS:
        field, relation = column.rsplit("_", 1)
        texts = value if isinstance(value, list) else [value]
        return [
            f"{column} {text!r}: {row[field]}" for text in texts if (str(text) in row[field]) != (relation == "has")
        ]
    assert column in RESULT.names, f"no column {column} in a finding"
    return [] if row[column] == value else [f"{column} is {row[column]!r}, expected {value!r}"]
