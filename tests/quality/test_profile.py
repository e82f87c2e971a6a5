"""What a delivery looks like as a whole: counted once, kept, equal for equal rows, without a value."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pyarrow.parquet as pq
import pytest

from pipelines.contracts import load_contracts
from pipelines.contracts.schema import QUARANTINE_SCHEMA
from pipelines.engine import write_parquet
from pipelines.quality import profile as profiling
from pipelines.quality.deliveries import Delivered, delivered
from pipelines.quality.profile import HAPPENED, Profile, Profiler
from pipelines.settings import Night
from tests.quality.deliveries import D, deliver, night_of, plausible_rows

CONTRACTS = load_contracts()


def described(night: Night, dataset: str = "justice.register") -> list[Profile]:
    with Profiler(night.contracts, night.settings.engine) as profiles:
        return [profiles(each) for each in delivered(night)[dataset]]


def kept(night: Night) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(night.canonical.rglob("profile-*.json"))]


def of(night: Night) -> Delivered:
    return delivered(night)["justice.register"][0]


@pytest.fixture
def night(tmp_path):
    return night_of(tmp_path)


def register(night, count: int = 20, **changed: object) -> list[dict]:
    return [{**row, **changed} for row in plausible_rows(night.contracts.datasets["justice.register"], count)]


def test_rows_and_filled_columns_are_counted(night):
    rows = register(night)
    for row in rows[:5]:
        row.update(reported_date=None, id_no_18=None)
    deliver(night, "justice.register", rows)
    [found] = described(night)
    assert found.rows == 20
    assert (found.filled["reported_date"], found.filled["received_date"]) == (15, 20)
    assert (found.filled["id_no"], found.filled["id_no_18"]) == (20, 15)
    assert found.filled["former_name"] == 20


@pytest.mark.parametrize(("days", "future"), [(0, 0), (1, 3)])
def test_a_row_in_which_something_happened_after_its_delivery_is_counted_once(night, days, future):
    rows = register(night)
    for row in rows[:3]:
        row.update(reported_date=D + timedelta(days=days), received_date=D + timedelta(days=days))
    deliver(night, "justice.register", rows)
    assert described(night)[0].future == future


def test_an_end_that_lies_ahead_has_not_happened(night):
    deliver(night, "justice.register", register(night, end_date=D + timedelta(days=900)))
    assert described(night)[0].future == 0


@pytest.mark.parametrize(("moment", "future"), [(time(23, 59, 59), 0), (time(0), 4)])
def test_a_moment_counts_by_its_day(night, moment, future):
    day = D if moment > time(0) else D + timedelta(days=1)
    rows = plausible_rows(night.contracts.datasets["justice.contacts"], 4)
    deliver(night, "justice.contacts", [{**row, "contacted_at": datetime.combine(day, moment)} for row in rows])
    assert described(night, "justice.contacts")[0].future == future


def test_rows_set_aside_for_their_key_are_counted_and_others_are_not(night):
    deliver(night, "justice.register", 20, quarantined=3)
    places = {"dataset": "justice.register", "delivery_id": "x", "file": "f", "column": None, "county": None}
    reasons = ("duplicate_row", "conflicting_rows", "bad_date")
    rows = [{**places, "line": n, "reason": reason, "received": b"x"} for n, reason in enumerate(reasons)]
    table = QUARANTINE_SCHEMA.empty_table().from_pylist(rows, QUARANTINE_SCHEMA)
    write_parquet(table, of(night).folder / "quarantine.parquet")
    assert described(night)[0].repeated == 2


def test_equal_rows_have_equal_content_though_delivery_file_and_lines_differ(night):
    deliver(night, "justice.register", register(night), D - timedelta(days=1))
    again = [{**row, "file": "sheet.xlsx", "line": row["line"] + 7} for row in register(night)]
    deliver(night, "justice.register", again)
    first, second = described(night)
    assert first.content == second.content


@pytest.mark.parametrize(
    "changed",
    [
        lambda rows: [{**rows[0], "residence": "别处"}, *rows[1:]],
        lambda rows: rows[:-1],
        lambda rows: [{**rows[0], "residence": None}, *rows[1:]],
        lambda rows: [*rows[1:], rows[0]],
    ],
    ids=["a value", "a row fewer", "an emptied value", "another order"],
)
def test_other_rows_have_other_content(night, changed):
    rows = register(night)
    deliver(night, "justice.register", rows, D - timedelta(days=1))
    deliver(night, "justice.register", changed(rows))
    first, second = described(night)
    assert first.content != second.content


def test_a_profile_is_kept_and_not_computed_again(night, monkeypatch):
    deliver(night, "justice.register", 20)
    first = described(night)
    before = kept(night)

    def never(*_: object) -> None:
        raise AssertionError("described again")

    monkeypatch.setattr(profiling, "_described", never)
    assert described(night) == first
    assert kept(night) == before


def test_a_torn_profile_is_computed_again(night):
    deliver(night, "justice.register", 20)
    first = described(night)
    [path] = night.canonical.rglob("profile-*.json")
    path.write_text(path.read_text("utf-8")[:40], "utf-8")
    assert described(night) == first


def test_a_profile_holds_no_value(night):
    deliver(night, "justice.register", register(night, person_name="金丝雀样人", residence="金丝雀路"))
    described(night)
    [text] = kept(night)
    assert "金丝雀" not in text


@pytest.mark.parametrize("dataset", CONTRACTS.datasets)
def test_what_has_happened_are_days_of_the_dataset(dataset):
    columns = CONTRACTS.datasets[dataset].column
    assert all(columns[name].type in ("date", "datetime") for name in HAPPENED.get(dataset, ()))


def test_every_dataset_is_described_and_plausible_rows_lie_not_ahead(night):
    for dataset in night.contracts.datasets:
        deliver(night, dataset, 12)
        [found] = described(night, dataset)
        assert (found.rows, found.repeated, found.future) == (12, 0, 0), dataset
        rows = pq.ParquetFile(delivered(night)[dataset][0].rows)
        assert set(found.filled) == set(rows.schema_arrow.names) - {"record_id", "delivery_id", "file", "line"}
