"""Which recorded nights change is said before they are redone; it is those that then do, and no others."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from pipelines import answers, landing, ledger
from pipelines.answers import Answer
from pipelines.engine import staged_folder, write_parquet
from pipelines.landing.retiring import set_horizon
from pipelines.operating import impact
from pipelines.operating.impact import changed_nights, changes, nights_of_delivery
from pipelines.rules import load_rules
from pipelines.rules.origins import ORIGINS
from pipelines.settings import Night, Settings
from tests.ledger.nights import COVERAGE, FINDINGS, RULE_COUNTS, VERDICTS

DAYS = [date(2025, 10, day) for day in (15, 16, 17, 18)]


def put(root, where, content):
    for system in ("court", "justice", "police"):
        (root / "inbox" / system).mkdir(parents=True, exist_ok=True)
    file = root / "inbox/court/sentences" / where / "a.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def record(settings, day):
    """A night as the ledger sees it: everything it knows is accepted, nothing is found."""
    night = Night.of(settings, day)
    landing.land(night)
    columns = {"verdict": "accept", "reason": "", "text": "", "rows_in": 1, "rows_out": 1, "rows_quarantined": 0}
    known = [
        {name: getattr(each, name) for name in ("dataset", "delivery_id", "business_date", "sequence")} | columns
        for each in landing.deliveries(night)
    ]
    versions = [{"rule_id": rule.id, "version": rule.version, "findings": 0} for rule in load_rules(night.contracts)]
    with staged_folder(night.folder("quality")) as folder:
        write_parquet(pa.Table.from_pylist(known, VERDICTS), folder / "verdicts.parquet")
        write_parquet(COVERAGE.empty_table(), folder / "coverage.parquet")
    with staged_folder(night.folder("rules")) as folder:
        write_parquet(FINDINGS.empty_table(), folder / "findings.parquet")
        write_parquet(pa.Table.from_pylist(versions, RULE_COUNTS), folder / "rule_counts.parquet")
        write_parquet(ORIGINS.empty_table(), folder / "origins.parquet")
    ledger.run(night)


@pytest.fixture
def recorded(tmp_path):
    settings = Settings(home=tmp_path / "var", inbox=tmp_path / "inbox")
    for day in DAYS:
        put(tmp_path, day.isoformat(), f"of {day}".encode())
    for day in DAYS:
        record(settings, day)
    return settings


def days_of(impacts):
    return [each.night.day for each in impacts]


def test_nothing_changed_nothing_named(recorded):
    assert changed_nights(recorded) == []


CASES = [
    # a delivery of this business date, in this place, changes these nights
    ("2025-10-16", "in the place of the first", None, [16, 17, 18]),
    ("2025-10-16/received-2025-10-17", "a correction that came on the 17th", date(2025, 10, 17), [17, 18]),
    ("2025-10-15/received-2025-10-18", "a correction that came last", date(2025, 10, 18), [18]),
    ("2025-10-15/received-2025-10-20", "a correction no recorded night knows", date(2025, 10, 20), []),
    ("2025-10-14", "a day that was missing", None, [15, 16, 17, 18]),
]


@pytest.mark.parametrize(("where", "what", "received", "expected"), CASES, ids=[case[1] for case in CASES])
def test_the_nights_named_before_are_those_that_change(recorded, tmp_path, where, what, received, expected):
    business_date = date.fromisoformat(where[:10])
    said_before = nights_of_delivery(recorded, business_date, received)
    put(tmp_path, where, what.encode())
    waiting = {
        day
        for offer, came in landing.waiting(Night.of(recorded, DAYS[-1]))
        for day in nights_of_delivery(recorded, offer.business_date, came)
    }
    landing.land(Night.of(recorded, DAYS[-1]))
    found = changed_nights(recorded)
    assert [day.day for day in said_before] == sorted(day.day for day in waiting) == days_of(found) == expected
    for each in found:
        assert {change.kind for change in each.changes} == {"delivery"}
    before = {day: ledger.manifest(Night.of(recorded, day)) for day in DAYS}
    for day in DAYS:
        record(recorded, day)
    changed = [day.day for day in DAYS if ledger.manifest(Night.of(recorded, day)) != before[day]]
    assert changed == expected
    assert changed_nights(recorded) == []


def test_a_word_changes_the_nights_it_counts_for(recorded):
    [delivery, *_] = landing.deliveries(Night.of(recorded, DAYS[0]))
    moment = datetime(2025, 10, 19, 9, 0)  # noqa: DTZ001 - naive Asia/Shanghai
    said = Answer("withdraw", delivery.delivery_id, "", "撤回", "a", moment, DAYS[2])
    answers.record(recorded, said)
    found = changed_nights(recorded)
    assert days_of(found) == [17, 18]
    assert {change.kind for each in found for change in each.changes} == {"answers"}


def test_other_settings_another_law_and_another_rule_are_named(recorded, monkeypatch):
    night = Night.of(recorded.model_copy(update={"register_grace_days": 5}), DAYS[0])
    assert [each.kind for each in changes(night)] == ["settings"]
    shipped = ledger.versions(night) | {"settings": ledger.versions(Night.of(recorded, DAYS[0]))["settings"]}
    monkeypatch.setattr(impact.ledger, "versions", lambda night: shipped | {"law_version": "new", "model": "new"})
    assert [each.kind for each in changes(night)] == ["identity model", "law"]
    monkeypatch.setattr(impact.ledger, "versions", lambda night: shipped)
    monkeypatch.setattr(impact.rules, "load_rules", lambda contracts: load_rules(contracts)[1:])
    assert [each.kind for each in changes(night)] == ["rule"]


def test_a_landed_delivery_that_is_gone_is_named(recorded):
    [delivery, *_] = landing.deliveries(Night.of(recorded, DAYS[0]))
    delivery.folder.rename(delivery.folder.with_name(".gone"))
    found = changed_nights(recorded)
    assert days_of(found) == [15, 16, 17, 18]
    assert "no longer there" in found[0].changes[0].what


def test_nights_that_retention_put_out_of_reach_are_not_named(recorded, tmp_path):
    put(tmp_path, "2025-10-15", b"another")
    landing.land(Night.of(recorded, DAYS[-1]))
    set_horizon(Night.of(recorded, DAYS[0]).landing, DAYS[2])
    assert days_of(changed_nights(recorded)) == [17, 18]
    assert [day.day for day in nights_of_delivery(recorded, DAYS[0])] == [17, 18]


def test_a_night_that_is_not_recorded_is_an_error(recorded):
    with pytest.raises(ledger.LedgerError, match="not in the ledger"):
        changes(Night.of(recorded, date(2025, 10, 30)))


@given(st.lists(st.tuples(st.integers(14, 18), st.integers(0, 6)), min_size=1, max_size=5), st.permutations(DAYS))
@budget(max_examples=15, deadline=None)
def test_whatever_comes_whenever_nights_in_any_order_know_the_same(tmp_path_factory, arrivals, order):
    """The deliveries a night knows are a function of what lies in the inbox, not of which night looked first."""
    root = tmp_path_factory.mktemp("any")
    for place, (day, late) in enumerate(arrivals):
        where = f"2025-10-{day}" + (f"/received-2025-10-{day + late}" if late else "")
        put(root, where, f"{place}".encode())
    told = []
    for name, days in (("in_order", DAYS), ("shuffled", order)):
        settings = Settings(home=root / name, inbox=root / "inbox")
        for day in days:
            landing.land(Night.of(settings, day))
        told.append(
            {
                (day, known): [
                    (each.delivery_id, each.sequence)
                    for each in landing.deliveries(Night.of(settings, day, max(day, known)))
                ]
                for day in DAYS
                for known in DAYS
            }
        )
    assert told[0] == told[1]
