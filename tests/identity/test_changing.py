"""A night that looks only at what changed gives what looking at everything gives: persons, pairs, traces, memory."""

from __future__ import annotations

import json
import os
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.engine import Session
from pipelines.identity import resolve
from pipelines.identity.changing import resolve_after
from pipelines.identity.memory import Memory
from pipelines.identity.relations import READS
from pipelines.identity.remembering import REMEMBERED, remembered
from pipelines.identity.resolve import gathered
from pipelines.identity.weights import load_model
from pipelines.settings import EngineLimits
from tests.identity.generated import People, table_of
from tests.identity.records import decision, record_id, rows_of, seen_table
from tests.identity.test_hard_cases import NUMBERS
from tests.identity.test_laws import BIRTHS, DOCUMENTS, NAMES, records

#: every example is five computations; shrinking one takes minutes: take `Phase.shrink` in to look for a cause
FEW = settings(
    max_examples=int(os.environ.get("CROSSCHECK_TEST_SEQUENCES", "4")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
LIMITS = EngineLimits(memory_limit="512MB", threads=1)
FIRST = date(2025, 10, 1)


def started(session, rows, seen):
    for relation in READS:
        session.register(relation, table_of(relation, rows.get(relation, [])))
    session.register("seen", seen)


def whole_of(pieces):
    return pa.concat_tables([REMEMBERED.empty_table(), *pieces])


def whole(rows, decisions, seen):
    """Everything looked at: the result, and what is remembered of it."""
    with Session(LIMITS) as session:
        started(session, rows, seen)
        result = resolve(session, decisions=decisions, history=True)
        return result, whole_of(remembered(session, load_model()))


class Left(dict):
    """What a night left, in memory."""

    def table(self, name, columns=None):
        return self[name].select(columns) if columns else self[name]


def after(rows, decisions, seen, before, decisions_before):
    """Only what changed since `before` looked at."""
    result, records_before = before
    with Session(LIMITS) as session:
        started(session, rows, seen)
        tables = {"records": records_before} | {name: getattr(result, name) for name in ("persons", "pairs", "traces")}
        session.register("was_records", records_before)
        named = {a.as_json(with_moment=False): [a.subject, a.other] for a in decisions_before}
        otherwise = Memory(None, "", named).decided_otherwise(decisions)
        found = resolve_after(
            session, load_model(), decisions, otherwise, Left(tables), history=True, most_changed=99.0
        )
        return gathered(found.pieces(), found.counts), whole_of(found.records())


def assert_equal(found, expected):
    for name in ("persons", "pairs", "traces"):
        assert getattr(found[0], name).to_pylist() == getattr(expected[0], name).to_pylist(), name
        assert getattr(found[0], name).equals(getattr(expected[0], name)), name
    assert found[1].to_pylist() == expected[1].to_pylist()


@st.composite
def sequences(draw: Any) -> list[tuple[dict, list]]:
    """Three nights: records come, go and change, people decide and decide otherwise."""
    drawn, said = draw(records()), {}
    nights = []
    for night in range(3):
        if night:
            for short in draw(st.lists(st.sampled_from(sorted(drawn)), max_size=2, unique=True)) if drawn else []:
                change = draw(st.sampled_from(["gone", "name", "number", "birth"]))
                if change == "gone":
                    del drawn[short]
                    continue
                kept = {
                    k: v for k, v in drawn[short].items() if k not in ("number", "mistyped", "former_number", "birth")
                }
                birth = {"birth": drawn[short]["birth"]} if "birth" in drawn[short] else {}
                document = {k: v for k, v in drawn[short].items() if k in ("number", "mistyped", "former_number")}
                if change == "name":
                    kept["name"] = draw(NAMES)
                elif change == "number":
                    document = draw(DOCUMENTS)
                elif short[0] in "SRPL":
                    birth = draw(BIRTHS)
                drawn = drawn | {short: kept | document | birth}
            more = draw(records())
            drawn = drawn | {f"{short[0]}{night}{short[1:]}": more[short] for short in sorted(more)[:2]}
        shorts = sorted(drawn)
        if len(shorts) > 1 and draw(st.booleans()):
            pair = tuple(sorted(draw(st.lists(st.sampled_from(shorts), min_size=2, max_size=2, unique=True))))
            said = said | {pair: draw(st.sampled_from(["same", "different", "unsure"]))}
        elif said and draw(st.booleans()):
            said = dict(list(said.items())[1:])
        nights.append((dict(drawn), [decision(kind, *pair) for pair, kind in said.items()]))
    return nights


@FEW
@given(sequences())
def test_a_sequence_of_nights_gives_on_each_what_that_night_alone_gives(nights):
    before, decisions_before, seen = None, [], {}
    for place, (drawn, decisions) in enumerate(nights):
        rows = rows_of(drawn, NUMBERS)
        seen = {short: date(2025, 10, 1 + place) for short in drawn} | seen
        numbers = {
            short: {**said, "number": NUMBERS[said["number"]]} for short, said in drawn.items() if "number" in said
        }
        known = seen_table(seen, numbers)
        expected = whole(rows, decisions, known)
        if before is not None:
            assert_equal(after(rows, decisions, known, before, decisions_before), expected)
        before, decisions_before = expected, decisions


BIRTH = "1990-01-01"
#: What reaches beyond the records that share a key with the changed one: before · after · who else is looked at.
REACHES = {
    "two namesakes more make every pair of the name weigh less": (
        {"S1": {"name": "张伟", "case": 1, "defendant": 1}, "R1": {"name": "张伟", "case": 1}},
        {"C5": {"name": "张伟"}, "C6": {"name": "张伟"}},
        "R1",
    ),
    "who loses the partner under his number can meet a record that was settled": (
        {
            "R1": {"name": "王建国", "number": "elder", "case": 1},
            "P1": {"name": "王建国", "number": "elder"},
            "S2": {"name": "李强", "number": "li", "case": 1, "defendant": 1},
            "P2": {"name": "李强", "number": "li"},
        },
        {"P1": None},
        "P2",
    ),
    "an interpunct somewhere tells the parts of a name written without one": (
        {
            "R1": {"name": "孛儿只斤巴特尔", "birth": BIRTH, "case": 1},
            "S1": {"name": "巴特尔", "birth": BIRTH, "case": 1},
        },
        {"C5": {"name": "孛儿只斤·巴特尔"}},
        "S1",
    ),
    "a twin who gets a number of his own takes his brother's slip for his": (
        {
            "P1": {"name": "王建国", "number": "elder", "birth": BIRTH},
            "R2": {"name": "王建民", "number": "elder", "birth": BIRTH},
        },
        {"P2": {"name": "王建民", "number": "younger", "birth": BIRTH}},
        "P1",
    ),
    "a number the register replaces moves whoever carries it": (
        {
            "R1": {"name": "王建国", "number": "shared", "birth": "1960-05-05"},
            "S1": {"name": "王建国", "number": "shared", "birth": "1960-05-05", "case": 1, "defendant": 1},
        },
        {"P1": {"name": "王建国", "number": "corrected", "former_number": "shared", "birth": "1960-05-05"}},
        "S1",
    ),
}


@pytest.mark.parametrize("case", REACHES)
def test_a_change_reaches_whom_it_concerns(case):
    first, change, looked_at = REACHES[case]
    second = {short: said for short, said in (first | change).items() if said is not None}
    strangers = {"F8": {"name": "欧阳娜娜", "number": "bat"}, "F9": {"name": "欧阳娜娜", "number": "bat"}}
    nothing = seen_table({}, {})
    before = whole(rows_of(first | strangers, NUMBERS), [], nothing)
    rows = rows_of(second | strangers, NUMBERS)
    found = after(rows, [], nothing, before, [])
    expected = whole(rows, [], nothing)
    assert_equal(found, expected)
    was, now = (
        dict(zip(each[0].persons["record_id"].to_pylist(), each[1].to_pylist(), strict=True))
        for each in (before, expected)
    )
    assert found[0].counts["looked_at"] <= len(second)
    changed_pairs = {json.dumps(row) for row in before[0].pairs.to_pylist()} ^ {
        json.dumps(row) for row in expected[0].pairs.to_pylist()
    }
    assert changed_pairs or was[record_id(looked_at)] != now[record_id(looked_at)], "the case shows nothing"


def test_of_some_hundred_people_a_change_is_looked_at_with_its_neighbours_alone():
    made = People(400, 7)
    rows = {relation: list(each) for relation, each in made.rows.items()}
    nothing = seen_table({}, {})
    before = whole(rows, [], nothing)
    register = rows["justice_register"]
    register[3] = {**register[3], "person_name": "王建国", "person_name_key": "王建国"}
    register[40] = {**register[40], "id_no": None, "id_no_18": None, "id_no_state": None}
    del register[80]
    rows["court_sentences"].append(
        {**rows["court_sentences"][5], "record_id": "court.sentences/new", "defendant_no": 9}
    )
    found = after(rows, [], nothing, before, [])
    assert_equal(found, whole(rows, [], nothing))
    assert 4 <= found[0].counts["looked_at"] < 0.2 * len(made.truth)


def test_nothing_changed_nothing_is_looked_at():
    made = People(60, 3)
    before = whole(made.rows, [], seen_table({}, {}))
    found = after(made.rows, [], seen_table({}, {}), before, [])
    assert_equal(found, before)
    assert found[0].counts["looked_at"] == 0
