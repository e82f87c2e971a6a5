"""What a person decided about two records beats every score and guard, reaches on, and is said in the explanation."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identity.decisions import apply_decisions
from tests.identity.records import decision, persons_of, record_id, resolved, rows_of
from tests.identity.test_hard_cases import NUMBERS
from tests.identity.test_laws import FEW, records, tables

ELDER = {"name": "王建国", "number": "elder", "birth": "1990-01-01"}
#: records · decisions · groups of one person · pairs apart · pairs to review
CASES = {
    "two valid different numbers are one person when a person says so": (
        {"S1": ELDER | {"case": 1, "defendant": 1}, "R1": {"name": "王建国", "number": "li"}},
        [("same", "S1", "R1")], ["S1 R1"], [], []),
    "two defendants of one case, too": (
        {"S1": {"name": "王建国", "case": 1, "defendant": 1}, "S2": {"name": "王建国", "case": 1, "defendant": 2}},
        [("same", "S1", "S2")], ["S1 S2"], [], []),
    "two records of one valid number and name are two people when a person says so": (
        {"S1": ELDER | {"case": 1, "defendant": 1}, "R1": ELDER | {"case": 1}},
        [("different", "S1", "R1")], [], ["S1 R1"], []),
    "a third record of the number that fits both equally stays with neither": (
        {"S1": ELDER, "R1": ELDER, "P1": ELDER},
        [("different", "S1", "R1")], [], ["S1 R1", "S1 P1", "R1 P1"], ["S1 P1", "R1 P1"]),
    "unless a person says with whom it goes": (
        {"S1": ELDER, "R1": ELDER, "P1": ELDER},
        [("different", "S1", "R1"), ("same", "S1", "P1")], ["S1 P1"], ["S1 R1", "R1 P1"], []),
    "what was decided different is not asked about": (
        {"S1": {"name": "张伟", "birth": "1985-03-04"}, "R1": {"name": "张伟", "birth": "1985-03-04"}},
        [("different", "S1", "R1")], [], ["S1 R1"], []),
    "what was looked at without result is asked whatever the score, and kept apart": (
        {"S1": ELDER | {"case": 1, "defendant": 1}, "R1": ELDER | {"case": 1}},
        [("unsure", "S1", "R1")], [], ["S1 R1"], ["S1 R1"]),
    "decisions reach on": (
        {"S1": {"name": "张伟"}, "R1": {"name": "李强"}, "C1": {"name": "王建国"}},
        [("same", "S1", "R1"), ("same", "R1", "C1")], ["S1 R1 C1"], [], []),
    "also over a record that is not there tonight": (
        {"S1": {"name": "张伟"}, "C1": {"name": "王建国"}},
        [("same", "S1", "R9"), ("same", "R9", "C1")], ["S1 C1"], [], []),
    "who is told apart from one is told apart from all he is": (
        {"S1": ELDER, "R1": ELDER, "C1": {"name": "李强", "number": "li"}},
        [("same", "S1", "C1"), ("different", "C1", "R1")], ["S1 C1"], ["S1 R1"], []),
    "decisions that contradict each other join nobody and are asked again": (
        {"S1": {"name": "张伟"}, "R1": {"name": "李强"}, "C1": {"name": "王建国"}},
        [("same", "S1", "R1"), ("same", "R1", "C1"), ("different", "S1", "C1")],
        [], ["S1 R1", "R1 C1", "S1 C1"], ["S1 R1", "R1 C1", "S1 C1"]),
    "nor does a decision bring together through a number whom another told apart": (
        {"S1": ELDER, "S2": ELDER, "R1": {"name": "李强", "number": "li"}, "R2": {"name": "李强", "number": "li"}},
        [("different", "S2", "R2"), ("same", "S1", "R1")], ["S1 S2", "R1 R2"], ["S1 R1"], ["S1 R1"]),
    "a decision about records that are not there waits": (
        {"S1": {"name": "张伟"}, "R1": {"name": "李强"}}, [("same", "S1", "R9")], [], ["S1 R1"], []),
}  # fmt: skip


def pairs_of(*pairs):
    return {frozenset(map(record_id, pair.split())) for pair in pairs}


@pytest.mark.parametrize("case", CASES)
def test_decision(case):
    drawn, said, together, apart, review = CASES[case]
    result = resolved(rows_of(drawn, NUMBERS), decisions=[decision(*each) for each in said])
    person = persons_of(result)
    for group in together:
        assert len({person[record_id(short)] for short in group.split()}) == 1, group
    for pair in apart:
        assert len({person[record_id(short)] for short in pair.split()}) == 2, pair
    rows = result.pairs.to_pylist()
    asked = {frozenset((row["record_a"], row["record_b"])) for row in rows if row["outcome"] == "review"}
    assert asked == pairs_of(*review)


def test_the_explanation_says_who_decided_from_when_and_why():
    drawn = {"S1": {"name": "张伟"}, "R1": {"name": "李强"}, "R2": {"name": "张伟"}}
    said = [decision("same", "S1", "R1", "核对了指纹", "检察官乙"), decision("different", "S1", "R2")]
    result = resolved(rows_of(drawn, NUMBERS), decisions=said)
    rows = {frozenset((row["record_a"], row["record_b"])): row for row in result.pairs.to_pylist()}
    same, different = rows[frozenset(map(record_id, ("S1", "R1")))], rows[frozenset(map(record_id, ("S1", "R2")))]
    assert (same["outcome"], same["way"], same["exact"]) == ("same", "decided", False)
    assert same["explanation"] == "人工认定为同一人(检察官乙,自2025-06-01起适用,理由:核对了指纹);姓名不同"
    assert (different["outcome"], different["way"]) == ("different", "decided")
    assert different["explanation"].startswith("人工认定不是同一人(检察官甲,自2025-06-01起适用,理由:看过案卷);姓名一致")
    ways = {row["record_id"]: row for row in result.persons.to_pylist()}
    assert ways[record_id("R1")]["way"] == "decided"
    assert "检察官乙" in ways[record_id("R1")]["explanation"]


def test_contradicting_decisions_say_so_and_are_counted():
    said = [decision("same", "S1", "R1"), decision("same", "R1", "C1"), decision("different", "S1", "C1")]
    drawn = {"S1": {"name": "张伟"}, "R1": {"name": "李强"}, "C1": {"name": "王建国"}}
    result = resolved(rows_of(drawn, NUMBERS), decisions=said)
    assert all(row["explanation"].startswith("需人工判断:人工认定互相矛盾") for row in result.pairs.to_pylist())
    assert result.counts["decisions_contradicting"] == 3


def test_a_number_typed_for_somebody_else_is_not_traced_after_a_decision_joined_its_record():
    drawn = {"S1": {"name": "王建国", "number": "zhang"}, "R1": ELDER, "P1": ELDER}
    result = resolved(rows_of(drawn, NUMBERS), decisions=[decision("same", "S1", "R1")])
    assert [row["id_no_18"] for row in result.traces.to_pylist()] == [NUMBERS["elder"]]


@st.composite
def worlds_with_decisions(draw):
    drawn = draw(records())
    pairs = list(combinations(sorted(drawn), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True))
    return drawn, [decision(draw(st.sampled_from(["same", "same", "different", "unsure"])), *pair) for pair in chosen]


@settings(FEW, max_examples=6)
@given(worlds_with_decisions(), st.randoms(use_true_random=False), st.sampled_from([1, 2]))
def test_decisions_hold_or_are_asked_again_in_whatever_order_they_come(world, chance, threads):
    drawn, said = world
    rows = rows_of(drawn, NUMBERS)
    result = resolved(rows, decisions=said)
    person = persons_of(result)
    asked = {(row["record_a"], row["record_b"]) for row in result.pairs.to_pylist() if row["outcome"] == "review"}
    same = apply_decisions(said, {record: place for place, record in enumerate(sorted(person))}).same
    for answer in said:
        one = person[answer.subject] == person[answer.other]
        pair = (answer.subject, answer.other)
        if answer.kind == "same":
            assert one or pair in asked
        elif answer.kind == "different":
            assert not one
        else:
            assert pair in asked or (one and same)
    shuffled = {relation: chance.sample(given_rows, len(given_rows)) for relation, given_rows in rows.items()}
    again = resolved(shuffled, threads, chance.sample(said, len(said)))
    assert tables(result) == tables(again)
