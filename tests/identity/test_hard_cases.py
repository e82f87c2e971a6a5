"""The hard subset: hard_cases.yaml, every case a sentence that must hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.identity.generated import with_check_digit
from tests.identity.records import persons_of, record_id, resolved, rows_of

FILE = yaml.safe_load(Path(__file__).with_name("hard_cases.yaml").read_text("utf-8"))
NUMBERS, CASES = FILE["numbers"], FILE["cases"]


def test_the_numbers_of_the_cases_are_valid_and_all_different():
    assert all(with_check_digit(number[:17]) == number for number in NUMBERS.values())
    assert len(set(NUMBERS.values())) == len(NUMBERS)


@pytest.mark.parametrize("case", CASES)
def test_hard_case(case):
    said = CASES[case]
    assert set(said) <= {"records", "same", "apart", "review", "ways", "exact", "traces"}, "unknown entry"
    result = resolved(rows_of(said["records"], NUMBERS))
    person = {short: persons_of(result)[record_id(short)] for short in said["records"]}
    for group in said.get("same", []):
        assert len({person[short] for short in group}) == 1, f"one person: {group}"
    for one, other in said.get("apart", []):
        assert person[one] != person[other], f"two people: {one}, {other}"
    pairs = result.pairs.to_pylist()
    asked = {frozenset((row["record_a"], row["record_b"])) for row in pairs if row["outcome"] == "review"}
    assert asked == {frozenset(map(record_id, pair)) for pair in said.get("review", [])}
    way = dict(zip(result.persons["record_id"].to_pylist(), result.persons["way"].to_pylist(), strict=True))
    assert {short: way[record_id(short)] for short in said.get("ways", {})} == said.get("ways", {})
    exact = {frozenset((row["record_a"], row["record_b"])) for row in pairs if row["exact"]}
    assert {frozenset(map(record_id, pair)) for pair in said.get("exact", [])} <= exact
    for short, numbers in said.get("traces", {}).items():
        found = {row["id_no_18"] for row in result.traces.to_pylist() if row["person_id"] == person[short]}
        assert found == {NUMBERS[number] for number in numbers}
