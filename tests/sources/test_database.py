"""A database as a source, against a PostgreSQL that the test starts."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pyarrow.parquet as pq
import pytest

from pipelines import landing, sources, standardise
from pipelines.settings import Night
from pipelines.sources import SourceError, SourceUnreachableError
from pipelines.sources.kinds import database
from tests.sources.servers import PASSWORD, postgres

D = date(2025, 10, 15)
TERMS = """
kind = "database"
system = "justice"
datasets = ["contacts"]
owner = "司法局信息中心"
connection = "justice_db"
rows_per_part = 40

[queries.contacts]
sql = "SELECT correction_no, contacted_at AS 时间, method, result, longitude, changed_at FROM contacts;"
watermark = "changed_at"
"""
LEAVES = """
kind = "database"
system = "justice"
datasets = ["leaves"]
owner = "司法局信息中心"
connection = "justice_db"
[queries.leaves]
sql = \"\"\"
SELECT leave_no, correction_no, start_date, end_date, approved -- 全部
FROM leaves WHERE leave_no NOT LIKE 'x:%' AND leave_no::text <> ''
\"\"\"
"""


@pytest.fixture(scope="module")
def url():
    with postgres() as started:
        yield started


@pytest.fixture
def tables(url, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_JUSTICE_DB", url.replace("postgresql://", "postgres://"))
    with psycopg.connect(url, autocommit=True) as connected:
        connected.execute("DROP TABLE IF EXISTS contacts; DROP TABLE IF EXISTS leaves")
        connected.execute(
            "CREATE TABLE contacts (correction_no text, contacted_at timestamptz, method int, result text, "
            "longitude numeric(12, 6), changed_at timestamptz)"
        )
        connected.execute(
            "CREATE TABLE leaves (leave_no text, correction_no text, start_date date, end_date date, approved boolean)"
        )
        yield connected


def contact(tables, number, changed, moment="2025-10-15 10:30:00+08"):
    tables.execute("INSERT INTO contacts VALUES (%s, %s, 2, '正常', 106.55, %s)", (f"SQ{number:05d}", moment, changed))


def rows(night, delivery):
    tables = [pq.read_table(io.BytesIO(landing.read_verified(delivery, file))) for file in delivery.files]
    return [row for table in tables for row in table.to_pylist()]


def test_a_night_holds_the_rows_changed_on_its_business_date_in_shanghai(tables, declared):
    night = declared(justice_db=TERMS)
    contact(tables, 1, "2025-10-14 23:59:59.999999+08")
    contact(tables, 2, "2025-10-15 00:00:00+08")
    contact(tables, 3, "2025-10-15 15:59:59.999999+00")  # a microsecond before midnight in Shanghai
    contact(tables, 4, "2025-10-15 16:00:00+00")
    assert landing.land(night)["landed"] == 1
    (delivery,) = landing.deliveries(night)
    assert [row["矫正对象编号"] for row in rows(night, delivery)] == ["SQ00002", "SQ00003"]
    assert rows(night, delivery)[0] == {
        "矫正对象编号": "SQ00002",
        "时间": "2025-10-15 10:30:00",
        "方式": "2",
        "结果": "正常",
        "经度": "106.550000",
    }


def test_many_rows_come_in_parts_and_are_read_like_any_delivery(tables, declared):
    night = declared(justice_db=TERMS)
    for number in range(100):
        contact(tables, number, "2025-10-15 12:00:00+08")
    landing.land(night)
    (delivery,) = landing.deliveries(night)
    assert [file.name for file in delivery.files] == [f"contacts_20251015_000{n}.parquet" for n in (1, 2, 3)]
    counts = standardise.run(night)
    assert (counts["rows_in"], counts["rows_out"], counts["files_refused"]) == (100, 100, 0)


def test_a_changed_answer_counts_from_the_night_that_asked_and_a_past_night_does_not_learn_it(
    tables, declared, monkeypatch
):
    night = declared(justice_db=TERMS)
    contact(tables, 1, "2025-10-15 12:00:00+08")
    landing.land(night)
    contact(tables, 2, "2025-10-15 12:00:00+08")
    monkeypatch.setattr(database, "today", lambda: D + timedelta(days=30))
    assert landing.land(night)["landed"] == 1
    assert [each.sequence for each in landing.deliveries(night)] == [1]
    assert [each.sequence for each in landing.deliveries(replace(night, as_known=D + timedelta(days=28)))] == [1]
    later = replace(night, as_known=D + timedelta(days=29))
    assert [each.sequence for each in landing.deliveries(later)] == [1, 2]


def test_pulling_again_gives_the_same_bytes_whatever_order_the_table_keeps(tables, declared, monkeypatch):
    monkeypatch.setattr(database, "today", lambda: D + timedelta(days=1))
    night = declared(justice_db=TERMS)
    for number in range(90):
        contact(tables, number, "2025-10-15 12:00:00+08")
    landing.land(night)
    tables.execute("CREATE TABLE turned AS SELECT * FROM contacts ORDER BY correction_no DESC")
    tables.execute("DROP TABLE contacts; ALTER TABLE turned RENAME TO contacts")
    assert landing.land(night)["unchanged"] == 1
    contact(tables, 91, "2025-10-16 12:00:00+08")  # another night's
    assert landing.land(night)["unchanged"] == 1
    contact(tables, 92, "2025-10-15 12:00:00+08")
    assert landing.land(night)["landed"] == 1
    assert [delivery.sequence for delivery in landing.deliveries(night)] == [1, 2]


def test_a_day_without_rows_is_an_answer_and_not_a_failure(tables, declared):
    night = declared(justice_db=TERMS)
    assert landing.land(night)["landed"] == 1
    assert standardise.run(night)["files_refused"] == 0
    assert rows(night, landing.deliveries(night)[0]) == []


def test_earlier_days_are_asked_again_where_rows_come_late(tables, declared):
    night = declared(justice_db=TERMS.replace("rows_per_part = 40", "look_back_days = 2"))
    assert [offer.business_date.day for offer in sources.available(night).offers] == [13, 14, 15]


def test_a_full_table_is_read_for_yesterday_and_today_alone(tables, declared, monkeypatch):
    tables.execute(
        "INSERT INTO leaves VALUES ('Q1', 'SQ1', '2025-10-01', '2025-10-03', true), ('x:2', '', NULL, NULL, false)"
    )
    for today, landed in ((D, 1), (D + timedelta(days=1), 1), (D + timedelta(days=2), 0), (D - timedelta(days=1), 0)):
        monkeypatch.setattr(database, "today", lambda today=today: today)
        night = declared(justice_db=LEAVES)
        listing = sources.available(night)
        assert len(listing.offers) == landed
        assert [problem.code for problem in listing.problems] == ([] if landed else ["not_of_that_day"])
    monkeypatch.setattr(database, "today", lambda: D)
    landing.land(night)
    assert rows(night, landing.deliveries(night)[0]) == [
        {
            "请假编号": "Q1",
            "矫正对象编号": "SQ1",
            "外出开始日期": "2025-10-01",
            "外出结束日期": "2025-10-03",
            "是否批准": "1",
        }
    ]


def test_a_query_can_change_nothing(tables, declared):
    tables.execute(
        "CREATE OR REPLACE FUNCTION meddle() RETURNS text LANGUAGE sql "
        "AS 'DELETE FROM contacts RETURNING correction_no'"
    )
    contact(tables, 1, "2025-10-15 12:00:00+08")
    night = declared(justice_db=TERMS.replace("SELECT correction_no", "SELECT meddle() AS correction_no"))
    with pytest.raises(SourceError, match=r"the database refuses it .* 25006"):
        landing.land(night)
    assert tables.execute("SELECT count(*) FROM contacts").fetchone() == (1,)
    assert landing.deliveries(night) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("method, ", "", "it lacks the required column.s. method"),
        ("method, ", "method, 1 AS rank, ", "its column.s. rank are not in the contract"),
        ("method, ", "method, 2 AS 方式, ", "its columns method and 方式 are both method"),
        ("FROM contacts", "FROM nowhere", "the database refuses it .ProgrammingError 42P01."),
        ("method, ", "ARRAY[1] AS method, ", "its column method holds list; cast it"),
        ("method, ", "1 / (method - 2) AS method, ", "the database refuses it .* 22012"),
    ],
)
def test_a_query_that_does_not_fit_is_an_error_that_names_dataset_and_column(tables, declared, before, after, said):
    contact(tables, 1, "2025-10-15 12:00:00+08")
    night = declared(justice_db=TERMS.replace(before, after, 1))
    with pytest.raises(SourceError, match=f"source justice-db: query of justice.contacts: {said}") as raised:
        landing.land(night)
    assert not isinstance(raised.value, ConnectionError)
    assert landing.deliveries(night) == []
    assert "SQ00001" not in str(raised.value)


def test_a_connection_ended_by_the_server_midway_leaves_nothing(tables, declared, url, monkeypatch):
    night = declared(justice_db=TERMS)
    for number in range(100):
        contact(tables, number, "2025-10-15 12:00:00+08")
    monkeypatch.setattr("pipelines.sources.query_parts.BATCH_ROWS", 10)
    real = landing.arrival._digest

    def ended(stream, copy):
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'")
        return real(stream, copy)

    monkeypatch.setattr(landing.arrival, "_digest", ended)
    with pytest.raises(SourceUnreachableError, match="the database cannot be reached"):
        landing.land(night)
    assert [path.name for path in night.landing.rglob("*") if path.is_file()] == [".lock"]
    monkeypatch.setattr(landing.arrival, "_digest", real)
    assert landing.land(night)["landed"] == 1


@pytest.mark.parametrize(
    ("change", "error", "retriable"),
    [
        (lambda url: url.replace(PASSWORD, "canary-wrong"), "refuses it", False),
        (lambda url: url.rsplit("/", 1)[0] + "/nowhere", "refuses it", False),
        (lambda url: url.rsplit(":", 1)[0] + ":1/postgres", "cannot be reached", True),
        (lambda url: url.replace("postgresql:", "nosuch:"), "no database driver for 'nosuch'", False),
    ],
)
def test_only_what_a_retry_may_cure_is_a_network_fault(
    tables, declared, url, monkeypatch, caplog, change, error, retriable
):
    monkeypatch.setenv("AIRFLOW_CONN_JUSTICE_DB", change(url))
    with pytest.raises(SourceError, match=error) as raised:
        landing.land(declared(justice_db=TERMS))
    assert isinstance(raised.value, ConnectionError) == retriable
    assert "canary" not in str(raised.value) + caplog.text


def test_sqlite_reads_too_and_cannot_write(declared, tmp_path, monkeypatch):
    import sqlite3

    with sqlite3.connect(tmp_path / "s.db") as made:
        made.execute("CREATE TABLE contacts (correction_no, contacted_at, method, result, longitude, changed_at)")
        made.execute("INSERT INTO contacts VALUES ('SQ1', '2025-10-15 08:00', 1, 1, 106.5, '2025-10-15 09:00')")
        made.execute("INSERT INTO contacts VALUES ('SQ2', '2025-10-15 08:00', 1, 1, NULL, '2025-10-16')")
    monkeypatch.setenv("AIRFLOW_CONN_JUSTICE_DB", f"sqlite:///{tmp_path / 's.db'}")
    night: Night = declared(justice_db=TERMS)
    landing.land(night)
    assert [row["矫正对象编号"] for row in rows(night, landing.deliveries(night)[0])] == ["SQ1"]
