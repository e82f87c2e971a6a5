"""MySQL and MariaDB by URL, against the MariaDB of this machine; skipped where there is none.

`apt-get install mariadb-server` is enough: the test starts a server of its own.
"""

from __future__ import annotations

import io
from datetime import date

import pyarrow.parquet as pq
import pytest

from pipelines import landing, standardise
from pipelines.sources import SourceError
from pipelines.sources.kinds import database
from tests.sources.servers import PASSWORD, mariadb, mariadb_programs

pymysql = pytest.importorskip("pymysql")
pytestmark = pytest.mark.skipif(mariadb_programs() is None, reason="no mariadbd on this machine")

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
sql = "SELECT leave_no, correction_no, start_date, end_date, approved FROM leaves WHERE leave_no NOT LIKE 'x:%'"
"""


@pytest.fixture(scope="module")
def address():
    with mariadb() as started:
        yield started


@pytest.fixture(params=["mysql", "mariadb", "mysql+pymysql"])
def tables(request, address, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_JUSTICE_DB", f"{request.param}://{address}")
    account, place = address.split("@")
    user, password = account.split(":")
    connected = pymysql.connect(
        host="127.0.0.1", port=int(place.split(":")[1].split("/")[0]), user=user, password=password,
        database="source", autocommit=True,
    )  # fmt: skip
    with connected, connected.cursor() as cursor:
        cursor.execute("SET time_zone = '+08:00'")
        cursor.execute("DROP TABLE IF EXISTS contacts, leaves")
        cursor.execute(
            "CREATE TABLE contacts (correction_no varchar(20), contacted_at timestamp, method int, result varchar(20), "
            "longitude decimal(12, 6), changed_at timestamp(6))"
        )
        cursor.execute(
            "CREATE TABLE leaves (leave_no varchar(20), correction_no varchar(20), start_date date, end_date date, "
            "approved boolean)"
        )
        yield cursor


def contact(cursor, number, changed):
    row = (f"SQ{number:05d}", "2025-10-15 10:30:00", 2, "正常", "106.55", changed)
    cursor.execute("INSERT INTO contacts VALUES (%s, %s, %s, %s, %s, %s)", row)


def rows(night):
    (delivery,) = landing.deliveries(night)
    tables = [pq.read_table(io.BytesIO(landing.read_verified(delivery, file))) for file in delivery.files]
    return [row for table in tables for row in table.to_pylist()]


def test_a_night_holds_the_rows_changed_on_its_business_date_in_shanghai(tables, declared):
    night = declared(justice_db=TERMS)
    for number, changed in enumerate(
        ("2025-10-14 23:59:59.999999", "2025-10-15 00:00:00", "2025-10-15 23:59:59.999999", "2025-10-16 00:00:00")
    ):
        contact(tables, number, changed)
    assert landing.land(night)["landed"] == 1
    assert [row["矫正对象编号"] for row in rows(night)] == ["SQ00001", "SQ00002"]
    assert rows(night)[0] == {
        "矫正对象编号": "SQ00001",
        "时间": "2025-10-15 10:30:00",
        "方式": "2",
        "结果": "正常",
        "经度": "106.550000",
    }
    assert landing.land(night)["unchanged"] == 1


def test_many_rows_come_in_batches_and_parts_and_are_read_like_any_delivery(tables, declared, monkeypatch):
    monkeypatch.setattr("pipelines.sources.query_parts.BATCH_ROWS", 7)
    night = declared(justice_db=TERMS)
    for number in range(100):
        contact(tables, number, "2025-10-15 12:00:00")
    landing.land(night)
    (delivery,) = landing.deliveries(night)
    assert len(delivery.files) == 3
    counts = standardise.run(night)
    assert (counts["rows_in"], counts["rows_out"], counts["files_refused"]) == (100, 100, 0)


def test_a_full_table_is_read_with_its_dates_and_truths(tables, declared, monkeypatch):
    monkeypatch.setattr(database, "today", lambda: D)
    tables.execute(
        "INSERT INTO leaves VALUES ('Q1', 'SQ1', '2025-10-01', '2025-10-03', true), ('x:2', '', NULL, NULL, 0)"
    )
    night = declared(justice_db=LEAVES)
    landing.land(night)
    assert rows(night) == [
        {
            "请假编号": "Q1",
            "矫正对象编号": "SQ1",
            "外出开始日期": "2025-10-01",
            "外出结束日期": "2025-10-03",
            "是否批准": "1",
        }
    ]


def test_a_query_can_change_nothing(tables, declared):
    contact(tables, 1, "2025-10-15 12:00:00")
    tables.execute("DROP FUNCTION IF EXISTS meddle")
    tables.execute(
        "CREATE FUNCTION meddle() RETURNS varchar(20) MODIFIES SQL DATA BEGIN DELETE FROM contacts; RETURN 'x'; END"
    )
    night = declared(justice_db=TERMS.replace("SELECT correction_no", "SELECT meddle() AS correction_no"))
    with pytest.raises(SourceError, match=r"the database refuses it .* 25006"):
        landing.land(night)
    tables.execute("SELECT count(*) FROM contacts")
    assert tables.fetchone() == (1,)
    assert landing.deliveries(night) == []


@pytest.mark.parametrize(
    ("change", "error", "retriable"),
    [
        (lambda url: url.replace(PASSWORD, "canary-wrong"), "refuses it .OperationalError 28000", False),
        (lambda url: url.replace("/source", "/nowhere"), "refuses it .OperationalError 42000", False),
        (lambda url: url.rsplit(":", 1)[0] + ":1/source", "cannot be reached .OperationalError 2003", True),
    ],
)
def test_only_what_a_retry_may_cure_is_a_network_fault(
    address, declared, monkeypatch, caplog, change, error, retriable
):
    monkeypatch.setenv("AIRFLOW_CONN_JUSTICE_DB", change(f"mysql://{address}"))
    with pytest.raises(SourceError, match=error) as raised:
        landing.land(declared(justice_db=TERMS))
    assert isinstance(raised.value, ConnectionError) == retriable
    assert "canary" not in str(raised.value) + caplog.text
