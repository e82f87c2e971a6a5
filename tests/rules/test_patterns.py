"""类案: what one unit does again and again is drawn together; case by case, and as laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.contracts import load_contracts
from pipelines.rules.patterns import PATTERNS, patterns, unit_kinds
from pipelines.rules.rulefile import load_rules
from tests.relations import Given, Row, session

D = date(2025, 10, 17)
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("patterns.yaml").read_text("utf-8"))
RULES = {rule.id: rule for rule in load_rules(load_contracts())}
AGENCY = ["执行地县级社区矫正机构：立即组织查找"]


def drawn(case: dict[str, Any]) -> list[Row]:
    """The patterns of a case."""
    assert case.keys() <= {"case", "duty", "running", "sentences", "findings", "expect"}
    rule = replace(RULES["S01"], duty=tuple(case.get("duty", AGENCY)))
    rows, found = world(case)
    with session(D, rows) as opened:
        table = patterns(opened, D, [rule], found)
    assert table.schema == PATTERNS
    return table.to_pylist()


def world(case: dict[str, Any]) -> tuple[Given, list[Row]]:
    rows: Given = {"justice_register": [], "contact_states": [], "court_sentences": [], "persons": []}
    for county, offices in (case.get("running") or {}).items():
        for office, count in offices.items():
            for number in range(count):
                record = f"justice.register/{county}-{office}-{number}"
                rows["justice_register"].append({"record_id": record, "county": county, "office_name": office})
                rows["contact_states"].append({"record_id": record, "county": county, "state": "in_contact"})
    for court, count in (case.get("sentences") or {}).items():
        for number in range(count):
            rows["court_sentences"].append({"record_id": f"court.sentences/{court}-{number}", "court_name": court})
    found = []
    for number, short in enumerate(case["findings"], start=1):
        record = f"police.population/{number}"
        rows["persons"].append({"record_id": record, "person_id": short.get("person", f"P-{number}"), "way": "id"})
        cited = None
        if "office" in short:
            cited = f"justice.register/{short['county']}-{short['office']}-{number - 1}"
        elif "court" in short:
            cited = f"court.sentences/{short['court']}-{number - 1}"
        found.append(
            {
                "rule_id": "S01",
                "finding_id": str(number),
                "county": short["county"],
                "since": short["since"],
                "person_record": record,
                "audience": short.get("audience", "prosecutor"),
                "evidence_1": record,
                "evidence_2": cited,
                "evidence_3": None,
                "evidence_4": None,
            }
        )
    return rows, found


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_these_findings_are_drawn_together_and_no_others(case: dict[str, Any]) -> None:
    found = drawn(case)
    assert [row["unit_kind"] for row in found] == [row["unit_kind"] for row in case["expect"]]
    for row, expected in zip(found, case["expect"], strict=True):
        assert {column: row[column] for column in expected} == expected


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_order_of_findings_does_not_matter(case: dict[str, Any]) -> None:
    rows, found = world(case)
    rule = replace(RULES["S01"], duty=tuple(case.get("duty", AGENCY)))
    backwards: Given = {name: list(reversed(of_relation)) for name, of_relation in rows.items()}
    with session(D, backwards) as opened:
        assert patterns(opened, D, [rule], list(reversed(found))).to_pylist() == drawn(case)


def test_a_finding_that_cites_two_courts_is_held_against_neither() -> None:
    case = next(case for case in CASES if case["case"].startswith("中级人民法院"))
    rows, found = world(case)
    rule = replace(RULES["S01"], duty=tuple(case["duty"]))
    with session(D, rows) as opened:
        assert patterns(opened, D, [rule], found).num_rows == 1
        found[0]["evidence_3"] = "court.sentences/呼和浩特市赛罕区人民法院-5"
        assert patterns(opened, D, [rule], found).num_rows == 0


def test_a_court_whose_name_fits_two_counties_is_placed_in_neither() -> None:
    case = next(case for case in CASES if "按裁判件数比" in case["case"])
    rows, found = world(case)
    rule = replace(RULES["S01"], duty=tuple(case["duty"]))
    same_name = [
        {"county": code, "name": "呼和浩特市赛罕区", "short_name": "赛罕区", "prefecture": "1501", "zone": "1501"}
        for code in ("150105", "150106")
    ]
    with session(D, {**rows, "counties": same_name}) as opened:
        assert [row["county"] for row in patterns(opened, D, [rule], found).to_pylist()] == [""]


COUNTIES = ("150102", "150105", "150203")
SHORT = st.tuples(st.sampled_from(COUNTIES), st.integers(min_value=0, max_value=120), st.integers(1, 6))


@settings(max_examples=25, deadline=None)
@given(st.lists(SHORT, max_size=14), st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_a_county_is_named_exactly_when_count_persons_and_rate_say_so(
    short: list[tuple[str, int, int]], running: list[int]
) -> None:
    """The same sum in plain Python over the same findings."""
    case = {
        "running": {county: {"司法所": count} for county, count in zip(COUNTIES, running, strict=True)},
        "findings": [
            {"county": county, "since": D - timedelta(days=days), "person": f"P{person}"}
            for county, days, person in short
        ],
    }
    wanted = set()
    recent = [(county, person) for county, days, person in short if days <= 90]
    for county, own_base in zip(COUNTIES, running, strict=True):
        own = [person for place, person in recent if place == county]
        rest_base = sum(running) - own_base
        higher = len(own) * rest_base > (len(recent) - len(own)) * own_base
        if len(own) >= 3 and len(set(own)) >= 2 and own_base and rest_base and higher:
            wanted.add(county)
    assert {row["county"] for row in drawn(case) if row["unit_kind"] == "agency"} == wanted


@pytest.mark.parametrize(
    ("rule_id", "kinds"),
    [("H01", ("agency", "office", "court")), ("S01", ("agency", "office")), ("P01", ()), ("H10", ()), ("D02", ())],
)
def test_whose_duty_a_shipped_rule_speaks_of(rule_id: str, kinds: tuple[str, ...]) -> None:
    assert unit_kinds(RULES[rule_id]) == kinds
