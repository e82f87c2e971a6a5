"""The ladder from 训诫 to 警告 to petition: every transition, with the sentence a lawyer reads beside it."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.engine import Session
from pipelines.rules.result import define_named, prepare
from tests.relations import session

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("sanction_ladder.yaml").read_text("utf-8"))
NIGHT = date(2025, 10, 15)
REGISTER = {
    "record_id": "justice.register/R1", "person": "P1", "correction_no": "R1", "case_no": "（2025）内0105刑初1号",
    "correction_type": "probation", "county": "150105", "status": "in_correction", "start_date": "2019-03-01",
    "reported_date": "2019-03-01", "end_date": "2027-02-28",
}  # fmt: skip


def steps(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps of one course in their order."""
    with session(NIGHT, {"justice_register": [REGISTER], "justice_sanctions": rows}) as opened:
        prepare(opened)
        define_named(opened, "SELECT * FROM sanction_steps", set())
        return _rows(opened, "SELECT * FROM sanction_steps ORDER BY decided_on, kind, record_id")


def _rows(opened: Session, query: str) -> list[dict[str, Any]]:
    return opened.query(query).to_pylist()


def sanctions(given: list[list[Any]]) -> list[dict[str, Any]]:
    """Rows of justice.sanctions, numbered A1, A2, … in the order given."""
    return [
        {
            "record_id": f"justice.sanctions/A{number}",
            "correction_no": "R1",
            "kind": kind,
            "behaviour_date": None if behaviour == "—" else behaviour,
            "decided_date": decided,
        }
        for number, (kind, behaviour, decided) in enumerate(given, start=1)
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_every_sanction_that_counts_leads_where_the_law_says(case: dict[str, Any]) -> None:
    found = steps(sanctions(case["given"]))
    told = [(step["record_id"].split("/")[1], step["leads_to"] or "—") for step in found]
    assert told == [(name, leads_to) for name, leads_to, _ in case["steps"]]
    for step, (_, _, text) in zip(found, case["steps"], strict=True):
        assert text in step["explanation"]


def test_every_step_has_an_explanation_that_names_its_day() -> None:
    for case in CASES:
        for step in steps(sanctions(case["given"])):
            assert step["decided_on"].isoformat() in step["explanation"]


def test_the_order_of_rows_does_not_matter() -> None:
    rows = sanctions(CASES[3]["given"])
    expected = steps(rows)
    assert all(steps(list(order)) == expected for order in list(permutations(rows))[1::5])


def test_one_more_sanction_never_takes_away_a_petition_already_due() -> None:
    for case in CASES:
        due = {step["record_id"] for step in steps(sanctions(case["given"])) if step["leads_to"] == "petition"}
        longer = [*case["given"], ["warning", date(2025, 9, 1), date(2025, 9, 8)]]
        assert due <= {step["record_id"] for step in steps(sanctions(longer)) if step["leads_to"] == "petition"}
