"""A few thousand made-up people with all faults at once: the goals of docs/identity.md, on a small sample."""

from __future__ import annotations

from functools import lru_cache

from tests.identity.generated import People
from tests.identity.measuring import measure
from tests.identity.records import persons_of, resolved

PEOPLE, SEED = 3_000, 20251015


@lru_cache(maxsize=1)
def world():
    made = People(PEOPLE, SEED)
    return made, resolved(made.rows, threads=2)


def test_no_more_than_one_pair_in_ten_thousand_is_wrong_and_recall_is_reached():
    made, result = world()
    figures = measure(persons_of(result), made.truth)
    assert figures["precision"] >= 0.9999
    assert figures["recall"] >= 0.986


def test_few_questions_are_asked_and_none_about_one_person_twice():
    _made, result = world()
    asked = [row for row in result.pairs.to_pylist() if row["outcome"] == "review"]
    person = persons_of(result)
    assert 0 < len(asked) < 0.025 * PEOPLE
    assert all(person[row["record_a"]] != person[row["record_b"]] for row in asked)


def test_the_measure_counts_pairs():
    figures = measure({"a": "1", "b": "1", "c": "1", "d": "2"}, {"a": 1, "b": 1, "c": 2, "d": 2})
    assert (figures["pairs"], figures["wrong"], figures["missed"]) == (2, 2, 1)
    assert figures["precision"] == 1 / 3
    assert figures["recall"] == 1 / 2


def test_equal_seeds_make_equal_people_and_other_seeds_others():
    assert People(50, 1).rows == People(50, 1).rows
    assert People(50, 1).rows != People(50, 2).rows
