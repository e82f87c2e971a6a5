"""Reads the case files of the rules and runs a case: given these rows on this night, these findings and no others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipelines.contracts import load_contracts
from pipelines.rules.result import RESULT, evaluate, prepare
from pipelines.rules.rulefile import Rule
from pipelines.sentences import compute
from pipelines.sentences.schema import OUTPUTS
from tests.relations import Given, session

FOLDER = Path(__file__).parent
#: What a case may expect of a finding beside its columns: texts that stand, or do not stand, in one of them.
TEXTS = ("summary_has", "summary_lacks", "arithmetic_has")


@dataclass(frozen=True)
class Case:
    rule_id: str
    sentence: str
    night: date
    given: Given
    expect: list[dict[str, Any]]


def case_files() -> list[Path]:
    return sorted(FOLDER.glob("[A-Z][0-9][0-9]_*.yaml"))


def cases(file: Path) -> list[Case]:
    rule_id = file.name[:3]
    found = []
    for entry in yaml.safe_load(file.read_text("utf-8")):
        assert entry.keys() == {"case", "night", "given", "expect"}, f"{file.name}: {entry.get('case')}: wrong keys"
        found.append(Case(rule_id, entry["case"], entry["night"], entry["given"] or {}, entry["expect"] or []))
    return found


def findings(rule: Rule, case: Case, *, reverse: bool = False) -> list[dict[str, Any]]:
    """What a rule finds; the sentence stage computes its relations from the given rows unless the case gives one."""
    given = {name: list(reversed(rows)) if reverse else rows for name, rows in case.given.items()}
    with session(case.night, given) as opened:
        if not set(given) & set(OUTPUTS):
            compute(opened)
        prepare(opened)
        return evaluate(opened, rule, load_contracts()).to_pylist()


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


def _difference(row: dict[str, Any], column: str, value: Any) -> list[str]:
    if column in TEXTS:
        field, relation = column.rsplit("_", 1)
        texts = value if isinstance(value, list) else [value]
        return [
            f"{column} {text!r}: {row[field]}" for text in texts if (str(text) in row[field]) != (relation == "has")
        ]
    assert column in RESULT.names, f"no column {column} in a finding"
    return [] if row[column] == value else [f"{column} is {row[column]!r}, expected {value!r}"]
