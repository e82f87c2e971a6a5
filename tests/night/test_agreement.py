"""The comparison with the truth itself: each kind of disagreement is told."""

from __future__ import annotations

import json

import pytest

from tests.night.agreement import compare


def planted(record, *others, band=""):
    return {"rule_id": "S01", "record_id": record, "others": " ".join(others), "band": band, "planted": "case"}


def raised(key, *evidence, band=None):
    document = json.dumps({"evidence": [{"record_id": record} for record in evidence]})
    return {
        "rule_id": "S01",
        "finding_key": key,
        "person_record": "",
        "band": band,
        "summary": "…",
        "document": document,
    }


@pytest.mark.parametrize(
    ("expected", "found", "missed", "unplanted", "other_band"),
    [
        ([planted("a")], [raised("a")], 0, 0, 0),
        ([planted("a")], [raised("b", "a")], 0, 0, 0),
        ([planted("a", "b")], [raised("b")], 0, 0, 0),
        ([planted("a")], [], 1, 0, 0),
        ([], [raised("a")], 0, 1, 0),
        ([planted("a")], [raised("a"), raised("a|x")], 0, 1, 0),
        ([planted("a", "c"), planted("b", "c")], [raised("c|b"), raised("c|a")], 0, 0, 0),
        ([planted("a", "c"), planted("b", "c")], [raised("c|b")], 1, 0, 0),
        ([planted("a", band="over_month")], [raised("a", band="1_10_days")], 0, 0, 1),
    ],
)
def test_every_difference_is_told(expected, found, missed, unplanted, other_band):
    told = compare(expected, [], found, ["S01"])["S01"]
    assert (len(told.missed), len(told.unplanted), len(told.other_band)) == (missed, unplanted, other_band)


def test_a_tolerated_finding_is_neither_demanded_nor_a_fault():
    optional = [{"rule_id": "S01", "record_id": "a"}]
    assert compare([], optional, [raised("a")], ["S01"])["S01"].faults == []
    assert compare([], optional, [], ["S01"])["S01"].faults == []
    assert len(compare([], optional, [raised("b")], ["S01"])["S01"].faults) == 1
