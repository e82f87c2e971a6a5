"""What comes by COPY is, to the byte, what comes row by row."""

from __future__ import annotations

import io
from datetime import date
from uuid import UUID

import psycopg
import pyarrow.parquet as pq
import pytest

from pipelines.contracts import load_contracts
from pipelines.sources import SourceError, copied_rows, query_parts
from pipelines.sources.connections import Connection
from pipelines.sources.query_parts import Query, QueryParts, engine_of
from tests.sources.servers import PASSWORD, postgres

D = date(2025, 10, 15)
REGISTER = load_contracts().datasets["justice.register"]
SQL = "SELECT * FROM people WHERE person_name NOT LIKE 'x:%'"


@pytest.fixture(scope="module")
def url():
    with postgres() as started, psycopg.connect(started, autocommit=True) as connected:
        connected.execute(
            "CREATE TABLE people (correction_no text, person_name varchar(40), correction_type int, county char(8), "
            "status bigint, birth_date date, out_of_contact boolean, start_date timestamp, end_date timestamptz, "
            "ended_date timestamptz, phone double precision, residence numeric(12, 4), office_name uuid, case_no text)"
        )
        half_past = "2025-03-05 10:30"
        rows = [
            ("1", "张伟", 2, "150105", 1, D, True, half_past, f"{half_past}+00", None, 1.5, 1, None, ""),
            (
                "2",
                '李,"勇"',
                2,
                "",
                1,
                None,
                False,
                f"{half_past}:00.5",
                f"{half_past}:01.25+08",
                D,
                1e20,
                0,
                None,
                "\n",
            ),
            ("\ufeff3", "王", 2, "1501", 1, None, None, None, None, None, 3, None, str(UUID(int=7)), "%s %% :a"),
            ("4", "赵\r\n钱", -2, None, None, "1900-01-01", None, half_past, "1986-07-01 12:00+09", D, *[None] * 4),
        ]
        for row in rows:
            connected.execute(f"INSERT INTO people VALUES ({', '.join(['%s'] * len(row))})", row)
        yield started


def parts(url: str, sql: str = SQL, rows_per_part: int = 3, watermark: str | None = None, folder=None) -> list[bytes]:
    parsed = psycopg.conninfo.conninfo_to_dict(url)
    connected = Connection(
        "test", "postgresql", parsed["host"], int(parsed["port"]), parsed["user"], PASSWORD, parsed["dbname"], ()
    )
    asked = Query("test", REGISTER, D, sql, watermark, rows_per_part)
    read = []
    for part in QueryParts(engine_of("test", connected), asked, folder):
        with part.open() as stream:
            read.append(stream.read())
    return read


@pytest.mark.parametrize("batch", [1, 2, 20_000])
@pytest.mark.parametrize("watermark", [None, "ended_date"])
@pytest.mark.parametrize("at_once", [1, 1 << 20])
def test_copied_rows_are_the_rows_fetched_one_by_one(url, tmp_path, monkeypatch, batch, watermark, at_once):
    monkeypatch.setattr(query_parts, "BATCH_ROWS", batch)
    monkeypatch.setattr(copied_rows, "_SPLIT_AT_ONCE", at_once)
    copied = parts(url, watermark=watermark, folder=tmp_path)
    monkeypatch.setattr(query_parts, "copied", lambda *given: None)
    assert copied == parts(url, watermark=watermark, folder=tmp_path)
    assert len(copied) == (2 if watermark is None else 1)


def test_the_usual_types_come_by_copy_and_others_row_by_row(url, tmp_path, monkeypatch):
    monkeypatch.setattr(query_parts, "_fetched", lambda *given: pytest.fail("not by COPY"))
    assert pq.read_table(io.BytesIO(parts(url, folder=tmp_path)[0])).num_rows == 3
    monkeypatch.undo()
    listed = "SELECT correction_no, person_name, correction_type, county, status, ARRAY['a'] AS phone FROM people"
    with pytest.raises(SourceError, match=r"its column phone holds list; cast it to text, a number or a date"):
        parts(url, listed, folder=tmp_path)


def test_a_moment_without_end_is_left_to_be_judged_and_an_error_of_the_server_is_told_without_values(url, tmp_path):
    some = "correction_no, person_name, correction_type, county, status"
    (part,) = parts(url, f"SELECT {some}, 'infinity'::timestamptz AS end_date FROM people LIMIT 1", folder=tmp_path)
    assert pq.read_table(io.BytesIO(part)).column("社区矫正结束日期").to_pylist() == ["infinity"]
    with pytest.raises(
        SourceError, match=r"query of justice\.register: the database refuses it \(DataError 22012\)"
    ) as told:
        parts(url, f"SELECT {some}, (1 / (correction_type - 2))::text AS phone FROM people", folder=tmp_path)
    assert "张" not in str(told.value)
