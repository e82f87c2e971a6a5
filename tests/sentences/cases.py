"""Cases as tables: a YAML file holds defaults per relation and sentence-named cases of given and expected rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.sentences import compute
from tests.relations import session

HERE = Path(__file__).parent
NIGHT = date(2025, 10, 15)
Case = dict[str, Any]


def cases(file: str) -> Iterator[Any]:
    """The cases of one file as pytest parameters named by their sentence."""
    document = yaml.safe_load((HERE / file).read_text("utf-8"))
    names = [case["case"] for case in document["cases"]]
    assert len(names) == len(set(names)), "a case stands twice"
    for case in document["cases"]:
        unknown = set(case) - {"case", "night", "given", "expect"}
        assert not unknown, f"{case['case']}: unknown entry {sorted(unknown)}"
        given = {
            relation: [{**document["defaults"].get(relation, {}), **row} for row in rows]
            for relation, rows in case["given"].items()
        }
        yield pytest.param({"night": NIGHT, **case, "given": given}, id=case["case"])


def check(case: Case) -> None:
    """Compute the case's night and compare the columns its expectation names, row by row in record order."""
    with session(case["night"], case["given"]) as opened:
        tables = compute(opened)
    for relation, expected in case["expect"].items():
        found = tables[relation].to_pylist()
        shown = [{column: row[column] for column in wanted} for row, wanted in zip(found, expected, strict=False)]
        assert len(found) == len(expected), f"{relation}: {len(found)} rows, expected {len(expected)}"
        assert shown == expected, relation
