"""What the ingestion benchmark measures, each in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks.made_exports import HEADERS

DAY = date(2025, 10, 15)
INBOX = Path("inbox/court/sentences") / DAY.isoformat()


def standardise(home: Path) -> dict[str, float]:
    """Canonical rows of the export in the inbox; landing is not measured, nor are imports (pyarrow's of pandas too)."""
    import pandas  # noqa: F401

    from pipelines import landing, standardise
    from pipelines.settings import Night, Settings

    for system in ("court", "justice", "police"):
        (home / "inbox" / system).mkdir(parents=True, exist_ok=True)
    night = Night.of(Settings(home=home / "var", inbox=home / "inbox"), DAY)
    landing.land(night)
    return _timed(lambda: standardise.run(night)["rows_in"])


def polars(home: Path) -> dict[str, float]:
    """As a user must: GB18030 decoded with replacement (it refuses broken bytes otherwise), ragged lines cut."""
    import polars as pl

    (path,) = (home / INBOX).iterdir()
    return _timed(
        lambda: (
            pl.read_csv(
                path, encoding="gb18030-lossy", infer_schema=False, truncate_ragged_lines=True, ignore_errors=True
            ).height
        )
    )


def calamine(home: Path) -> dict[str, float]:
    """The cells as Python objects."""
    from python_calamine import CalamineWorkbook

    (path,) = (home / INBOX).iterdir()
    return _timed(lambda: len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()))


def query_parts(home: Path) -> dict[str, float]:
    """Ours: the answer as Parquet parts on disk, hashed by nobody yet; connecting is measured, imports are not."""
    import pyarrow.parquet as pq

    from pipelines.contracts import load_contracts
    from pipelines.sources.connections import Connection
    from pipelines.sources.query_parts import Query, QueryParts, engine_of

    said = json.loads((home / "server.json").read_text("utf-8"))
    connected = Connection(
        "bench", "postgresql", said["host"], int(said["port"]), said["user"], said["password"], said["dbname"], {}
    )

    def run(asked: str = _ASKED) -> int:
        query = Query("bench", load_contracts().datasets["court.sentences"], DAY, asked, None, 200_000)
        rows = 0
        with tempfile.TemporaryDirectory() as spool:
            for part in QueryParts(engine_of("bench", connected), query, Path(spool)):
                with part.open() as stream:
                    rows += pq.read_metadata(stream).num_rows
        return rows

    run(f"{_ASKED} LIMIT 0")  # whatever is imported only when it is needed
    return _timed(run)


def adbc(home: Path) -> dict[str, float]:
    """The same query as Arrow batches in memory, one after another, kept nowhere."""
    import adbc_driver_postgresql.dbapi as dbapi

    with dbapi.connect(_uri(home)) as connected, connected.cursor() as cursor:

        def run() -> int:
            cursor.execute(_ORDERED)
            return sum(batch.num_rows for batch in cursor.fetch_record_batch())

        return _timed(run)


def copy(home: Path) -> dict[str, float]:
    """The same query by COPY as bytes, kept nowhere."""
    import psycopg

    with psycopg.connect(_uri(home)) as connected, connected.cursor() as cursor:

        def run() -> int:
            with cursor.copy(f"COPY ({_ORDERED}) TO STDOUT (FORMAT csv)") as rows:
                return sum(1 for _ in rows)

        return _timed(run)


MEASURED: dict[str, Callable[[Path], dict[str, float]]] = {
    each.__name__: each for each in (standardise, polars, calamine, query_parts, adbc, copy)
}

_COLUMNS = ", ".join(f'"{name}"' for name in HEADERS)
_ASKED = f"SELECT {_COLUMNS} FROM sentences"
#: ours asks for a total order, so that the same rows give the same bytes; the peers are asked for the same one
_ORDERED = f'{_ASKED} ORDER BY "案号", "被告人序号", {_COLUMNS}'


@contextmanager
def filled_database(home: Path, cells_of: Callable[[int], Iterable[list[str]]]) -> Iterator[None]:
    """A PostgreSQL of this run's own with the rows in it, typed as a court's would be."""
    import psycopg

    from tests.sources.servers import postgres

    kinds = {name: "date" for name in HEADERS if name.endswith("日期")}
    kinds |= {"被告人序号": "int", "先行羁押天数": "int"}
    with postgres() as uri, psycopg.connect(uri, autocommit=True) as connected:
        said = psycopg.conninfo.conninfo_to_dict(uri)
        (home / "server.json").write_text(json.dumps(said), "utf-8")
        columns = ", ".join(f'"{name}" {kinds.get(name, "text")}' for name in HEADERS)
        connected.execute(f"CREATE TABLE sentences ({columns})")
        with connected.cursor() as cursor, cursor.copy("COPY sentences FROM STDIN") as rows:
            for cells in _typed_only(cells_of(int((home / "rows").read_text("utf-8")))):
                rows.write_row([cell or None for cell in cells])
        connected.execute("ANALYZE sentences")
        yield


def _typed_only(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """A database holds no 1990-02-30."""
    return (cells for cells in rows if cells[0] != HEADERS[0] and cells[8] != "1990-02-30")


def _uri(home: Path) -> str:
    said = json.loads((home / "server.json").read_text("utf-8"))
    return f"postgresql://{said['user']}:{said['password']}@{said['host']}:{said['port']}/{said['dbname']}"


def _timed(run: Callable[[], int]) -> dict[str, float]:
    wall, busy = time.perf_counter(), os.times()
    rows = run()
    wall, after = time.perf_counter() - wall, os.times()
    return {
        "wall": wall,
        "cpu": after.user + after.system - busy.user - busy.system,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": rows,
    }
