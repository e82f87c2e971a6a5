"""Laws of identity over random small worlds: few names, numbers and cases, so that they collide all the time."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.identity.weights import MISSING
from tests.identity.generated import Row
from tests.identity.records import RELATIONS, persons_of, record_id, resolved, rows_of
from tests.identity.test_hard_cases import NUMBERS

FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))

NAMES = st.sampled_from(["王建国", "王建民", "王建囯", "张伟", "张玮", "巴特尔", "巴特儿", "孛儿只斤·巴特尔", "李强"])
DOCUMENTS = st.one_of(
    st.just({}),
    st.sampled_from([{"number": number} for number in NUMBERS]),
    st.sampled_from([{"mistyped": number} for number in NUMBERS]),
)
BIRTHS = st.sampled_from([{}, {"birth": "1990-01-01"}, {"birth": "1990-01-02"}, {"birth": "1968-02-29"}])
CASES = st.sampled_from([{}, {"case": 1}, {"case": 2}])


@st.composite
def records(draw: Any) -> dict[str, Row]:
    """Up to nine short records over all relations."""
    drawn: dict[str, Row] = {}
    for place in range(draw(st.integers(2, 9))):
        kind = draw(st.sampled_from("SSRRPLVCF"))
        said: Row = {"name": draw(NAMES)} | draw(DOCUMENTS)
        if kind in "SRPL":
            said |= draw(BIRTHS)
        if kind == "S":
            said |= {"case": draw(st.integers(1, 2)), "defendant": place}
        elif kind in "RLV":
            said |= draw(CASES)
        if kind == "P" and "number" in said:
            said |= draw(st.sampled_from([{}, {}, {"former_number": "other"}]))
        drawn[f"{kind}{place}"] = said
    return drawn


def tables(result: Any) -> tuple[list[Row], list[Row], list[Row]]:
    return result.persons.to_pylist(), result.pairs.to_pylist(), result.traces.to_pylist()


@FEW
@given(records(), st.randoms(use_true_random=False), st.sampled_from([1, 2]))
def test_row_order_and_threads_change_nothing(drawn, chance, threads):
    rows = rows_of(drawn, NUMBERS)
    shuffled = {relation: chance.sample(given_rows, len(given_rows)) for relation, given_rows in rows.items()}
    assert tables(resolved(rows)) == tables(resolved(shuffled, threads))


@FEW
@given(records())
def test_two_valid_different_numbers_are_never_in_one_person_unless_replaced_or_another_s(drawn):
    result = resolved(rows_of(drawn, NUMBERS))
    replaced = {NUMBERS[said["former_number"]] for said in drawn.values() if "former_number" in said}
    numbers = defaultdict(set)
    for short, said in drawn.items():
        if "number" in said:
            numbers[persons_of(result)[record_id(short)]].add(NUMBERS[said["number"]])
    for person, held in numbers.items():
        another_s = {number for other, theirs in numbers.items() if other != person for number in theirs}
        assert len(held - replaced - another_s) <= 1


@FEW
@given(records())
def test_two_defendants_of_one_case_are_never_one_person(drawn):
    result = resolved(rows_of(drawn, NUMBERS))
    defendants = defaultdict(list)
    for short, said in drawn.items():
        if short[0] == "S":
            defendants[persons_of(result)[record_id(short)], said["case"]].append(said)
    for together in defendants.values():
        assert len(together) == 1


@FEW
@given(records())
def test_every_record_has_one_person_and_every_pair_stands_once_in_order(drawn):
    result = resolved(rows_of(drawn, NUMBERS))
    assert sorted(result.persons["record_id"].to_pylist()) == sorted(map(record_id, drawn))
    pairs = [(row["record_a"], row["record_b"]) for row in result.pairs.to_pylist()]
    assert pairs == sorted(set(pairs))
    assert all(one < other for one, other in pairs)
    person = persons_of(result)
    for row in result.pairs.to_pylist():
        assert (row["outcome"] == "same") == (person[row["record_a"]] == person[row["record_b"]])
        assert row["explanation"]


@FEW
@given(records())
def test_an_unrelated_record_changes_nothing(drawn):
    alone = tables(resolved(rows_of(drawn, NUMBERS)))
    stranger = {"R99": {"name": "欧阳娜娜", "number": "110101199912310048", "birth": "1999-12-31", "case": 9}}
    persons, pairs, traces = tables(resolved(rows_of(drawn | stranger, NUMBERS)))
    stranger_id = record_id("R99")
    (stranger_person,) = (row["person_id"] for row in persons if row["record_id"] == stranger_id)
    assert [row for row in persons if row["record_id"] != stranger_id] == alone[0]
    assert pairs == alone[1]
    assert [row for row in traces if row["person_id"] != stranger_person] == alone[2]


@FEW
@given(NAMES, NAMES, DOCUMENTS, DOCUMENTS, BIRTHS, BIRTHS, CASES, CASES)
def test_a_pair_is_judged_the_same_from_either_side(
    name_a, name_b, document_a, document_b, birth_a, birth_b, case_a, case_b
):
    a = {"name": name_a} | document_a | birth_a | case_a
    b = {"name": name_b} | document_b | birth_b | case_b
    forth = resolved(rows_of({"R1": a, "R2": b}, NUMBERS))
    back = resolved(rows_of({"R1": b, "R2": a}, NUMBERS))
    assert forth.pairs.to_pylist() == back.pairs.to_pylist()


@FEW
@given(records(), st.data())
def test_an_empty_field_is_missing_for_every_pair_and_no_other_field_notices(drawn, data):
    before = {(row["record_a"], row["record_b"]): row for row in resolved(rows_of(drawn, NUMBERS)).pairs.to_pylist()}
    emptied = {short: {k: v for k, v in said.items() if k != "birth"} for short, said in drawn.items()}
    after = resolved(rows_of(emptied, NUMBERS)).pairs.to_pylist()
    for row in after:
        levels = json.loads(row["levels"])
        known = before.get((row["record_a"], row["record_b"]))
        if known is not None:
            earlier = json.loads(known["levels"])
            assert {k: v for k, v in levels.items() if k != "birth"} == {
                k: v for k, v in earlier.items() if k != "birth"
            }
        short_a, short_b = (row[side].split("/")[1] for side in ("record_a", "record_b"))
        if "number" not in emptied[short_a] and "number" not in emptied[short_b]:
            assert levels["birth"] == MISSING


def test_every_relation_with_people_has_a_letter():
    from pipelines.identity import READS

    assert {relation for relation, _ in RELATIONS.values()} == set(READS)


def test_the_more_people_bear_a_name_the_less_it_weighs_and_other_names_do_not_matter():
    pair = {
        "S1": {"name": "王建国", "birth": "1990-01-01", "case": 1, "defendant": 1},
        "R1": {"name": "王建国", "case": 1},
    }
    namesakes = {f"C{n}": {"name": "王建国"} for n in range(2, 9)}
    strangers = {f"C{n}": {"name": "李强"} for n in range(2, 9)}

    def weight(records):
        rows = resolved(rows_of(records, NUMBERS)).pairs.to_pylist()
        (found,) = (row["weight"] for row in rows if {row["record_a"], row["record_b"]} == {*map(record_id, pair)})
        return found

    assert weight(pair | strangers) == weight(pair)
    assert weight(pair | namesakes) == weight(pair) - 2000
