"""Laws that hold for every night, whatever the rows."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.sentences import compute
from tests.relations import Given, session

NIGHT = date(2025, 10, 15)
PEOPLE = ["甲", "乙", "丙"]
CASES = ["刑初1", "刑初2", None, ""]
COUNTIES = ["150105", "150202", "150302"]

days = st.integers(-90, 5).map(lambda n: NIGHT + timedelta(n))
maybe_days = st.none() | days
sentences = st.fixed_dictionaries(
    {
        "person": st.sampled_from(PEOPLE),
        "case_no_key": st.sampled_from(CASES),
        "correction_type": st.sampled_from(["probation", "parole", "temporary_release"]),
        "status": st.sampled_from(["in_force", "in_force", "in_force", "on_appeal"]),
        "execution_county": st.sampled_from(COUNTIES),
        "effective_date": maybe_days,
        "pronounced_date": maybe_days,
        "decision_received_date": maybe_days,
        "principal_penalty": st.sampled_from([None, "数罪并罚"]),
    }
)
releases = st.fixed_dictionaries(
    {
        "person": st.sampled_from(PEOPLE),
        "original_case_no_key": st.sampled_from(CASES),
        "release_kind": st.sampled_from(["parole", "temporary_release", "sentence_served"]),
        "execution_county": st.sampled_from([*COUNTIES, None]),
        "released_date": days,
        "decision_received_date": maybe_days,
    }
)
register = st.fixed_dictionaries(
    {
        "person": st.sampled_from(PEOPLE),
        "case_no_key": st.sampled_from(CASES),
        "correction_type": st.sampled_from(["probation", "parole", "temporary_release"]),
        "county": st.sampled_from(COUNTIES),
        "status": st.sampled_from(["in_correction", "transferred_out", "not_reported"]),
        "effective_date": maybe_days,
        "start_date": maybe_days,
        "reported_date": maybe_days,
        "end_date": maybe_days,
    }
)
custody = st.fixed_dictionaries(
    {
        "person": st.sampled_from(PEOPLE),
        "kind": st.sampled_from(["arrest", "criminal_detention", "bail"]),
        "start_date": days,
        "end_date": maybe_days,
    }
)
leaves = st.fixed_dictionaries(
    {"correction_no": st.sampled_from(["C0", "C1"]), "start_date": days, "end_date": days, "approved": st.booleans()}
)
transfers = st.fixed_dictionaries(
    {"correction_no": st.sampled_from(["C0", "C1"]), "decided_date": days, "received_date": maybe_days}
)
set_aside = st.fixed_dictionaries(
    {
        "dataset": st.sampled_from(
            ["court.sentences", "justice.register", "justice.prison_releases", "court.revocations"]
        ),
        "county": st.sampled_from([*COUNTIES, None]),
        "reason": st.just("bad_date"),
    }
)


def numbered(letter: str, rows: list[dict[str, Any]], **numbers: str) -> list[dict[str, Any]]:
    return [
        {"record_id": f"{letter}{n}", **{column: f"{initial}{n}" for column, initial in numbers.items()}, **row}
        for n, row in enumerate(rows)
    ]


@st.composite
def nights(draw: st.DrawFn) -> Given:
    """Small nights in which people, cases and counties collide often."""
    rows = {
        "court_sentences": numbered("S", draw(st.lists(sentences, max_size=5))),
        "justice_prison_releases": numbered("L", draw(st.lists(releases, max_size=3))),
        "justice_register": numbered("R", draw(st.lists(register, max_size=5)), correction_no="C"),
        "police_custody": numbered("K", draw(st.lists(custody, max_size=3))),
        "justice_leaves": numbered("Q", draw(st.lists(leaves, max_size=3))),
        "justice_transfers": numbered("T", draw(st.lists(transfers, max_size=2))),
        "quarantined": draw(st.lists(set_aside, max_size=4)),
    }
    mentions = [row["record_id"] for name in ("court_sentences", "justice_register") for row in rows[name]]
    unsure = (
        draw(st.lists(st.lists(st.sampled_from(mentions), min_size=2, max_size=2, unique=True), max_size=2))
        if (len(mentions) > 1)
        else []
    )
    pairs = {tuple(sorted(pair)) for pair in unsure}
    rows["pairs"] = [{"record_a": a, "record_b": b, "outcome": "review", "weight": 1} for a, b in sorted(pairs)]
    return rows


def computed(rows: Given) -> dict[str, list[dict[str, Any]]]:
    with session(NIGHT, rows) as opened:
        return {name: table.to_pylist() for name, table in compute(opened).items()}


few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@few
@given(nights())
def test_every_row_is_in_exactly_one_disposition_and_the_sums_are_the_rows_received(rows: Given) -> None:
    tables = computed(rows)
    assert [row["record_id"] for row in tables["dispositions"]] == sorted(
        row["record_id"] for row in rows["court_sentences"]
    )
    assert [row["record_id"] for row in tables["release_dispositions"]] == sorted(
        row["record_id"] for row in rows["justice_prison_releases"] if row["release_kind"] != "sentence_served"
    )
    assert [row["record_id"] for row in tables["contact_states"]] == sorted(
        row["record_id"] for row in rows["justice_register"] if row["status"] == "in_correction"
    )
    sums: Counter[tuple[str, str]] = Counter()
    for row in tables["balance"]:
        sums[row["table"], row["county"]] += row["rows"]
    received = Counter(
        [("sentences", row["execution_county"]) for row in rows["court_sentences"]]
        + [("releases", row["execution_county"] or "") for row in rows["justice_prison_releases"]]
        + [("register", row["county"]) for row in rows["justice_register"]]
    )
    kind = {"court.sentences": "sentences", "justice.register": "register", "justice.prison_releases": "releases"}
    received += Counter(
        (kind[row["dataset"]], row["county"] or "") for row in rows["quarantined"] if row["dataset"] in kind
    )
    assert sums == received


@few
@given(nights(), st.integers(0, 9))
def test_the_order_of_rows_changes_nothing(rows: Given, seed: int) -> None:
    shuffled = {name: random.Random(seed).sample(given_rows, len(given_rows)) for name, given_rows in rows.items()}
    assert computed(shuffled) == computed(rows)


@few
@given(nights())
def test_links_are_one_to_one_and_within_one_person(rows: Given) -> None:
    tables = computed(rows)
    person = {row["record_id"]: row["person"] for name in ("court_sentences", "justice_register") for row in rows[name]}
    links = tables["sentence_links"]
    assert len({link["sentence_record"] for link in links}) == len(links)
    assert len({link["register_record"] for link in links}) == len(links)
    assert all(person[link["sentence_record"]] == person[link["register_record"]] for link in links)
    released = [row["register_record"] for row in tables["release_dispositions"] if row["register_record"]]
    assert len(set(released)) == len(released)


@few
@given(nights())
def test_nobody_received_on_time_or_explained_counts_days(rows: Given) -> None:
    tables = computed(rows)
    for row in tables["dispositions"] + tables["release_dispositions"]:
        counted = row["disposition"] in ("received_late", "never_received")
        assert (row["days_late"] is not None) == counted == (row["band"] is not None)
        assert (row["explanation"] is not None) == (row["disposition"] == "explained")
        assert (row["explanation_record"] is not None) == (row["disposition"] == "explained")
        if counted:
            assert row["days_late"] >= 1
        if row["disposition"] == "never_received":
            assert row["received_on"] is None
            assert row["deadline"] + timedelta(3) <= row["covered_to"]
    for row in tables["contact_states"]:
        assert (row["explanation"] is not None) == (row["state"] == "explained")
        assert row["state"] in ("overdue", "lost") or row["band"] is None
        if row["state"] == "overdue":
            assert 1 <= row["days_beyond"] <= 3
        if row["state"] == "in_contact":
            assert row["days_beyond"] <= 0
