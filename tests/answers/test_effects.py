"""What an answer does to its clue, as a table: the words said, the night, and what the clue shows on it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.answers import Answer, effect, evidence_digest
from pipelines.answers.evidence import _OF_THE_NIGHT
from pipelines.rules.evidence import NOT_YET_KNOWN

pytestmark = pytest.mark.sqlite_only  # the ledger is not asked

FIRST = date(2025, 10, 15)
ALLOWED = 7
FINDING = "H01-0123456789ab"


def said(kind: str, day: int = 0, **changed: Any) -> Answer:
    """An answer for the night `day` days after the first, on evidence `e1`."""
    answer = Answer(
        "confirmed", FINDING, "", "理由", "王检察官", datetime.fromisoformat("2025-11-01T09:00:00"), FIRST,
        details={"evidence": "e1", "owner": "李检察官"},
    )  # fmt: skip
    until = FIRST + timedelta(days=changed.pop("until")) if "until" in changed else None
    return replace(answer, kind=kind, until=until, from_night=FIRST + timedelta(days=day), **changed)


UNFOUNDED, WAIVED, CORRECTED = said("unfounded"), said("waived", until=3), said("corrected")
CASES = [
    # sentence, said in order, night, evidence, there since, state, off the list
    ("nobody said anything", [], 0, "e1", 0, "open", False),
    ("an answer of a later night does not count yet", [said("unfounded", 2)], 1, "e1", 0, "open", False),
    ("confirmed stays on the list", [said("confirmed")], 5, "e1", 0, "confirmed", False),
    ("unfounded goes off the list", [UNFOUNDED], 5, "e1", 0, "unfounded", True),
    ("unfounded comes back on other evidence", [UNFOUNDED], 5, "e2", 0, "evidence_changed", False),
    ("and goes again when the evidence is as it was", [UNFOUNDED], 6, "e1", 0, "unfounded", True),
    ("unfounded stays off though the clue was away for a night", [UNFOUNDED], 5, "e1", 4, "unfounded", True),
    ("not pursued is off the list to its last day", [WAIVED], 3, "e1", 0, "waived", True),
    ("and back the day after", [WAIVED], 4, "e1", 0, "waiver_over", False),
    ("a waiver holds on other evidence, too", [WAIVED], 3, "e2", 0, "waived", True),
    ("corrected is expected to go", [CORRECTED], 7, "e1", 0, "corrected", False),
    ("still there after the days allowed", [CORRECTED], 8, "e1", 0, "still_there", False),
    ("corrected, gone, and there again", [CORRECTED], 8, "e1", 6, "came_back", False),
    ("the last word counts", [UNFOUNDED, said("confirmed", 1)], 1, "e1", 0, "confirmed", False),
    ("a word taken back is as if not said", [UNFOUNDED, said("retracted", 1)], 2, "e1", 0, "open", False),
    ("but only from its night on", [UNFOUNDED, said("retracted", 2)], 1, "e1", 0, "unfounded", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "words", "night", "evidence", "since", "state", "off"), CASES, ids=[case[0] for case in CASES]
)
def test_effect(
    sentence: str, words: list[Answer], night: int, evidence: str, since: int, state: str, off: bool
) -> None:
    found = effect(words, FIRST + timedelta(days=night), evidence, FIRST + timedelta(days=since), ALLOWED)
    assert (found.state, found.off_the_list) == (state, off)


@given(st.lists(st.tuples(st.sampled_from(["unfounded", "confirmed", "waived", "retracted"]), st.integers(0, 6))))
def test_a_clue_is_off_the_list_only_by_the_last_word_that_counts(words: list[tuple[str, int]]) -> None:
    given_words = [said(kind, day, **({"until": day + 2} if kind == "waived" else {})) for kind, day in words]
    for night in range(10):
        found = effect(given_words, FIRST + timedelta(days=night), "e1", FIRST, ALLOWED)
        counting = [(kind, day) for kind, day in words if day <= night]
        off = bool(counting) and (
            counting[-1][0] == "unfounded" or (counting[-1][0] == "waived" and night <= counting[-1][1] + 2)
        )
        assert found.off_the_list == off


def finding(**changed: Any) -> dict[str, Any]:
    values = [
        {"column": "case_no", "received": " 123 ", "computed": None},
        {"column": "effective_date", "received": "2025/9/22", "computed": "2025-09-22"},
    ]
    evidence = {"record_id": "court.sentences/a~1", "delivery_id": "d1", "file": "f", "line": 3, "values": values}
    evidence.update(changed.pop("evidence", {}))
    row = {"rule_id": "H01", "county": "150105", "since": FIRST, "days": 3, "summary": "至10-15已3日"}
    return {**row, **changed, "document": json.dumps({"evidence": [evidence]}, ensure_ascii=False)}


def value(received: str, computed: str | None = None) -> dict[str, Any]:
    return {"values": [{"column": "end_date", "received": received, "computed": computed}]}


SAME = [
    ("a day later", finding(), finding(days=4, summary="至10-16已4日")),
    ("another delivery, line and file", finding(), finding(evidence={"delivery_id": "d2", "line": 9, "file": "g"})),
    ("one day written in two ways", finding(evidence=value("2025/9/2", "2025-09-02")),
     finding(evidence=value("2025-09-02"))),
    ("a day to come that has come", finding(evidence=value("2025-10-20", NOT_YET_KNOWN)),
     finding(evidence=value("2025/10/20", "2025-10-20"))),
    ("the same written by a system that says 2025/1/9", finding(evidence=value("2026/1/9", NOT_YET_KNOWN)),
     finding(evidence=value("2026/1/9", "2026-01-09"))),
    ("and by one that says 20260109", finding(evidence=value("20260109", NOT_YET_KNOWN)),
     finding(evidence=value("20260109", "2026-01-09"))),
]  # fmt: skip
OTHER = [
    ("another value", finding(evidence=value("a")), finding(evidence=value("b"))),
    ("another record", finding(), finding(evidence={"record_id": "court.sentences/b~1"})),
    ("begun on another day", finding(), finding(since=FIRST - timedelta(days=1))),
    ("another county", finding(), finding(county="150102")),
]


@pytest.mark.parametrize(("one", "two"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_evidence_is_the_same_while_the_records_say_the_same(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert evidence_digest(one, "k") == evidence_digest(two, "k")


@pytest.mark.parametrize(("one", "two"), [case[1:] for case in OTHER], ids=[case[0] for case in OTHER])
def test_evidence_is_other_when_a_record_says_otherwise(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert evidence_digest(one, "k") != evidence_digest(two, "k")
    assert evidence_digest(one, "k") != evidence_digest(one, "another key")


def test_what_only_tells_the_nights_date_is_known_by_its_words() -> None:
    assert NOT_YET_KNOWN.startswith(_OF_THE_NIGHT)
