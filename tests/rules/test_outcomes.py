"""What a rule leaves out is returned by a query of its own, held to its shape, counted, and told beside its hits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from pipelines.contracts import load_contracts
from pipelines.engine import EngineError
from pipelines.rules.outcomes import LEFT_OUT, RULE_OUTCOMES, evaluate_both, rule_outcomes
from pipelines.rules.result import RuleResultError, prepare
from pipelines.rules.rulefile import load_rules
from tests.relations import Given, session

D = date(2025, 10, 17)
CONTRACTS = load_contracts()
RULES = {rule.id: rule for rule in load_rules(CONTRACTS)}
Thing = tuple[str | None, str | None, str | None]
DIED: Thing = ("150105", "died", None)
LEAVE: Thing = ("150105", "leave", None)
ONE = "SELECT '150105' AS county, 'died' AS explanation, 'x' AS not_provable"


def left_out(query: str) -> list[tuple[Any, ...]]:
    with session(D, {}) as opened:
        prepare(opened)
        table = evaluate_both(opened, replace(RULES["S01"], left_out=query), CONTRACTS).left_out
    assert table.schema == LEFT_OUT
    return [tuple(row.values()) for row in table.to_pylist()]


def returning(things: list[Thing]) -> str:
    """A query that returns these: county, explanation, not_provable of each."""
    texts = [[f"CAST({'NULL' if value is None else repr(value)} AS VARCHAR)" for value in thing] for thing in things]
    return " UNION ALL ".join(
        f"SELECT {county} AS county, {explanation} AS explanation, {missing} AS not_provable"
        for county, explanation, missing in texts
    )


#: what a query returns → what is counted of it
RETURNED: dict[str, tuple[list[Thing], list[tuple[str, str, str, int]]]] = {
    "a row is one thing left out": ([DIED], [("150105", "explained", "died", 1)]),
    "what has neither is a finding": ([("150105", None, None), DIED], [("150105", "explained", "died", 1)]),
    "of findings alone nothing is left out": ([("150105", None, None)], []),
    "what is explained is asked for no proof": ([("150105", "leave", "x")], [("150105", "explained", "leave", 1)]),
    "no county is the region's": ([(None, "leave", None), ("", "leave", None)], [("", "explained", "leave", 2)]),
    "by county, outcome and reason, in their order": (
        [("150203", None, "x"), ("150105", None, "died"), LEAVE, DIED, LEAVE],
        [
            ("150105", "explained", "died", 1),
            ("150105", "explained", "leave", 2),
            ("150105", "not_provable", "died", 1),
            ("150203", "not_provable", "x", 1),
        ],
    ),
}


@pytest.mark.parametrize(("things", "counted"), RETURNED.values(), ids=RETURNED)
def test_what_the_query_returns_is_counted(things: list[Thing], counted: list[tuple[str, str, str, int]]) -> None:
    assert left_out(returning(things)) == counted


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (ONE.replace("AS county", "AS place"), "must return county, explanation, not_provable .* found place"),
        (ONE.replace("'died'", "4"), "explanation .int32."),
        # a null without a type is no text
        (ONE.replace("'x'", "NULL"), "not_provable .null."),
        (f"{ONE}, 1 AS place", "place .int32."),
        ("SELECT 'died' AS explanation, '150105' AS county, 'x' AS not_provable", "found explanation"),
        (ONE.replace("'died'", "''"), "a reason is empty"),
        (returning([("150105", None, "")]), "a reason is empty"),
    ],
)
def test_a_result_of_another_shape_is_an_error_that_names_the_file(query: str, said: str) -> None:
    with pytest.raises(RuleResultError, match=f"left_out/S01_out_of_contact.sql: .*{said}"):
        left_out(query)


def test_a_query_that_does_not_run_is_named() -> None:
    with pytest.raises(EngineError, match=r"rules/left_out/S01_out_of_contact\.sql"):
        left_out("SELECT nothing FROM parameters")


def test_hits_and_what_was_left_out_stand_by_county_and_reason_and_nothing_is_invented() -> None:
    counted = [
        {"county": "150105", "outcome": "not_provable", "explanation": "not_covered", "rows_counted": 1},
        {"county": "150105", "outcome": "explained", "explanation": "leave", "rows_counted": 2},
        {"county": "", "outcome": "explained", "explanation": "custody", "rows_counted": 3},
    ]
    left = {"S01": pa.Table.from_pylist(counted, LEFT_OUT), "E01": LEFT_OUT.empty_table()}
    found = [{"rule_id": "S01", "county": county} for county in ("150105", "150203", "150105")]
    table = rule_outcomes([RULES["S01"], RULES["E01"]], found, left)
    assert table.schema == RULE_OUTCOMES
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        ("E01", "", "hit", "", 0),
        ("E01", "", "explained", "", 0),
        ("E01", "", "not_provable", "", 0),
        ("S01", "", "hit", "", 0),
        ("S01", "150105", "hit", "", 2),
        ("S01", "150203", "hit", "", 1),
        ("S01", "", "explained", "", 0),
        ("S01", "", "explained", "custody", 3),
        ("S01", "150105", "explained", "leave", 2),
        ("S01", "", "not_provable", "", 0),
        ("S01", "150105", "not_provable", "not_covered", 1),
    ]


#: one event in the court's table and in the prison's: (the court's disposition, the prison's) → what is counted
ONE_EVENT = [
    ("explained", "explained", [("explained", "died", 1)]),
    # without a clock the court's row says nothing, and the prison's speaks
    ("clock_unknown", "not_provable", [("not_provable", "not_covered", 1)]),
    ("clock_unknown", "never_received", []),
    ("not_in_force", "needs_review", [("not_provable", "needs_review", 1)]),
    ("received", "not_provable", []),
]


@pytest.mark.parametrize(("court", "prison", "told"), ONE_EVENT, ids=[f"{one[0]} {one[1]}" for one in ONE_EVENT])
def test_an_event_that_stands_in_two_tables_is_counted_once(
    court: str, prison: str, told: list[tuple[str, str, int]]
) -> None:
    event = {"county": "150105", "correction_type": "temporary_release", "effective_date": "2025-09-01"}
    rows: Given = {
        "court_sentences": [
            {"record_id": "court.sentences/1", "person": "P1", "correction_type": "temporary_release",
             "pronounced_date": "2025-09-01"},
        ],
        "justice_prison_releases": [
            {"record_id": "justice.prison_releases/1", "person": "P1", "release_kind": "temporary_release",
             "released_date": "2025-09-03"},
        ],
        "dispositions": [_judged({**event, "record_id": "court.sentences/1"}, court)],
        "release_dispositions": [_judged({**event, "record_id": "justice.prison_releases/1"}, prison)],
    }  # fmt: skip
    with session(D, rows) as opened:
        prepare(opened)
        both = evaluate_both(opened, RULES["H06"], CONTRACTS)
    assert [tuple(row.values())[1:] for row in both.left_out.to_pylist()] == told
    assert both.found.num_rows == (prison == "never_received")


def _judged(event: dict[str, Any], disposition: str) -> dict[str, Any]:
    decisive = {"explanation": "died"} if disposition == "explained" else {}
    due = {} if disposition == "clock_unknown" else {"deadline": "2025-09-30", "deadline_arithmetic": "…"}
    return {**event, **decisive, **due, "disposition": disposition, "estimated": False}
