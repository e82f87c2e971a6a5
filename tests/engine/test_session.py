"""The engine session: the function library means what it says, and errors name the query, never a value."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.engine import EngineError, Session
from pipelines.settings import EngineLimits

CANARY = "张金丝雀150105199001011234"


@pytest.fixture
def session():
    with Session(EngineLimits()) as session:
        yield session


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-01-15", 1, date(2025, 2, 15)),
        ("2025-01-31", 1, date(2025, 2, 28)),
        ("2025-01-30", 1, date(2025, 2, 28)),
        ("2025-02-28", 1, date(2025, 3, 31)),
        ("2024-02-28", 1, date(2024, 3, 28)),
        ("2024-02-29", 12, date(2025, 2, 28)),
        ("2025-11-30", 3, date(2026, 2, 28)),
    ],
)
def test_a_month_as_a_time_limit_goes_from_day_to_day_and_from_last_day_to_last_day(session, start, months, end):
    assert session.query(f"SELECT add_months(DATE '{start}', {months}) AS d").to_pylist() == [{"d": end}]


def test_month_arithmetic_in_sql_is_the_legal_clocks(session):
    from pipelines.law import clock

    starts = [date(2023, 12, 1), date(2024, 2, 29), date(2025, 1, 30), date(2025, 2, 28), date(2025, 8, 31)]
    for start in starts:
        for months in range(14):
            [row] = session.query(f"SELECT add_months(DATE '{start}', {months}) AS d").to_pylist()
            assert row["d"] == clock.add_months(start, months), (start, months)


def test_a_missing_file_is_an_error_that_names_relation_and_file(session, tmp_path):
    with pytest.raises(EngineError, match=r"relation court_sentences: no such file .*rows\.parquet"):
        session.attach("court_sentences", [tmp_path / "rows.parquet"])


def test_an_error_names_the_query_and_never_the_value_that_failed(session):
    session.register("t", pa.table({"name": [CANARY]}))
    for expression in ("CAST(name AS INTEGER)", "CAST(name AS DATE)", "strptime(name, '%Y')"):
        with pytest.raises(EngineError, match="rule H01") as caught:
            session.query(f"SELECT {expression} AS v FROM t", source="rule H01")
        chain = [caught.value, caught.value.__cause__]
        assert all(CANARY not in str(error) for error in chain)


def test_the_engine_can_install_nothing(session):
    with pytest.raises(EngineError):
        session.query("SELECT * FROM read_xlsx('none.xlsx')")


def test_a_held_relation_has_the_columns_asked_for_and_afterwards_all_of_them_again(session, tmp_path):
    rows = pa.table({"record_id": ["a", "b"], "person_id": ["P1", "P2"], "way": ["id", "case"]})
    pq.write_table(rows, tmp_path / "persons.parquet")
    session.attach("persons", [tmp_path / "persons.parquet"])
    with session.held("persons", ("record_id", "person_id")):
        assert session.query("SELECT * FROM persons ORDER BY record_id") == rows.select(["record_id", "person_id"])
        (tmp_path / "persons.parquet").rename(tmp_path / "away")  # the file is not asked again
        assert session.query("SELECT COUNT(*) AS n FROM persons").to_pylist() == [{"n": 2}]
    (tmp_path / "away").rename(tmp_path / "persons.parquet")
    assert session.query("SELECT * FROM persons ORDER BY record_id") == rows


def test_a_block_that_fails_gives_the_whole_relation_back(session, tmp_path):
    pq.write_table(pa.table({"record_id": ["a"], "way": ["id"]}), tmp_path / "persons.parquet")
    session.attach("persons", [tmp_path / "persons.parquet"])
    with pytest.raises(RuntimeError), session.held("persons", ("record_id",)):
        raise RuntimeError
    assert session.query("SELECT way FROM persons").to_pylist() == [{"way": "id"}]
