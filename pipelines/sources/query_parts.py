"""One query, streamed in batches into Parquet parts of text; the same rows give the same bytes."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID
from zoneinfo import ZoneInfo

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy import event, exc

from pipelines.contracts import Column, Dataset
from pipelines.contracts.declaration import normalise_header
from pipelines.sources.connections import Connection, variable
from pipelines.sources.copied_rows import NotTextError, Rows, copied
from pipelines.sources.faults import SourceError, SourceUnreachableError
from pipelines.sources.offers import OfferedFile, Stream
from pipelines.sources.written_parts import write_part

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: rows held in memory at once; each batch becomes a row group
BATCH_ROWS = 1 << 15
CONNECT_SECONDS = 30

#: Airflow's connection types that SQLAlchemy knows by another name
_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
#: said once per new connection, so that nothing we ask can change a row and a moment is Shanghai's
_SESSION = {
    "mysql": ("SET SESSION TRANSACTION READ ONLY", "SET SESSION time_zone = '+08:00'"),
    "mariadb": ("SET SESSION TRANSACTION READ ONLY", "SET SESSION time_zone = '+08:00'"),
    "postgresql": ("SET default_transaction_read_only = on", "SET TIME ZONE 'Asia/Shanghai'"),
    "sqlite": ("PRAGMA query_only = ON",),
}
_TIMEOUTS = {"postgresql": "connect_timeout", "mysql": "connect_timeout", "mariadb": "connect_timeout"}


@dataclass(frozen=True)
class Query:
    """What is asked: `sql` as declared, limited to the rows whose watermark lies on the business date."""

    source: str
    dataset: Dataset
    business_date: date
    sql: str
    watermark: str | None
    rows_per_part: int


@dataclass(frozen=True)
class Part:
    """One Parquet part, spooled to disk and gone when closed."""

    name: str
    spooled: BinaryIO
    stamp: None = None

    def stamp_now(self) -> None:
        """A query's rows have no stamp."""
        return

    @contextmanager
    def open(self) -> Iterator[Stream]:
        """The bytes from the first on."""
        self.spooled.seek(0)
        yield self.spooled


@dataclass(frozen=True)
class QueryParts:
    """The parts of one delivery; going through them runs the query, each time anew."""

    engine: sa.Engine
    query: Query
    spool: Path

    def __iter__(self) -> Iterator[OfferedFile]:
        """Part after part, at least one: an answer without rows is an answer, too.

        Raises:
            SourceError: the query is wrong, or a value has no text form.
            SourceUnreachableError: the database cannot be reached, or the connection broke.
        """
        with _faults(self.query, self.engine.dialect), self.engine.connect() as connected:
            columns = _columns(connected, self.query)
            statement = _statement(self.query, columns)
            batches = copied(connected, statement, BATCH_ROWS) or _fetched(connected, statement, columns)
            schema = pa.schema([pa.field(column.headers[0], pa.string()) for _, column in columns])
            rows, number = Rows(batches), 0
            while True:
                number += 1
                with tempfile.TemporaryFile(dir=self.spool) as spooled:
                    written = write_part(spooled, schema, rows, self.query.rows_per_part)
                    if written or number == 1:
                        yield Part(self._name(number), spooled)
                if written < self.query.rows_per_part:
                    return

    def _name(self, number: int) -> str:
        return f"{self.query.dataset.name}_{self.query.business_date:%Y%m%d}_{number:04d}.parquet"


def engine_of(source: str, connected: Connection) -> sa.Engine:
    """An engine that only reads; connects when asked.

    Raises:
        SourceError: no such dialect, or its driver is not installed.
    """
    driver = _DRIVERS.get(connected.kind, connected.kind)
    try:
        url = sa.URL.create(
            driver,
            connected.login,
            connected.password,
            connected.host,
            connected.port,
            connected.schema,
            dict(connected.options),
        )
        name = url.get_backend_name()
        timeout = {_TIMEOUTS[name]: CONNECT_SECONDS} if name in _TIMEOUTS else {}
        engine = sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True, connect_args=timeout)
    except (exc.ArgumentError, exc.NoSuchModuleError, ImportError, TypeError, ValueError) as error:
        raise SourceError(
            f"source {source}: {variable(connected.name)}: no database driver for '{driver}' "
            f"({type(error).__name__}); install it, or name another as in postgresql+psycopg://"
        ) from None
    if name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def prepare(raw: Any, _record: Any) -> None:
        cursor = raw.cursor()
        for said in _SESSION.get(name, ()):
            cursor.execute(said)
        cursor.close()
        raw.commit()

    event.listen(engine, "connect", prepare)
    return engine


def _columns(connected: sa.Connection, query: Query) -> list[tuple[str, Column]]:
    """Columns of the query that are the contract's, in the contract's order, by the query's own names."""
    probe = sa.text(f"SELECT * FROM ({_bare(query.sql)}) asked WHERE 1 = 0")
    found: dict[str, str] = {}
    unknown = []
    for name in connected.execute(probe).keys():  # noqa: SIM118 - a Result is no dict
        column = query.dataset.column.get(name) or query.dataset.column_by_header.get(normalise_header(name))
        if column is not None:
            if column.name in found:
                raise _Wrong(f"its columns {found[column.name]} and {name} are both {column.name}; take one out")
            found[column.name] = name
        elif name != query.watermark:
            unknown.append(name)
    missing = [column.name for column in query.dataset.columns if column.required and column.name not in found]
    if missing:
        raise _Wrong(f"it lacks the required column(s) {', '.join(missing)}")
    if unknown:
        raise _Wrong(f"its column(s) {', '.join(unknown)} are not in the contract; name them by it, or take them out")
    return [(found[column.name], column) for column in query.dataset.columns if column.name in found]


def _statement(query: Query, columns: Sequence[tuple[str, Column]]) -> sa.Select[Any]:
    """The declared query inside ours: only the contract's columns, only the day's rows, in a total order."""
    names = [name for name, _ in columns]
    marked = [query.watermark] if query.watermark is not None and query.watermark not in names else []
    inner = sa.text(_bare(query.sql)).columns(*(sa.column(name) for name in [*names, *marked])).subquery("asked")
    keys = [name for name, column in columns if column.name in query.dataset.key]
    statement = sa.select(*(inner.c[name] for name in names))
    if query.watermark is not None:
        mark = inner.c[query.watermark]
        until = query.business_date + timedelta(days=1)
        statement = statement.where(
            mark >= sa.bindparam("since", query.business_date, sa.Date),
            mark < sa.bindparam("until", until, sa.Date),
        )
    return statement.order_by(*(inner.c[name] for name in dict.fromkeys([*keys, *names])))


def _bare(sql: str) -> str:
    """Without the semicolon at the end, closed by a line's end (a comment may be last), its colons no parameters."""
    return sql.strip().rstrip(";").rstrip().replace(":", r"\:") + "\n"


def _fetched(
    connected: sa.Connection, statement: sa.Select[Any], columns: Sequence[tuple[str, Column]]
) -> Iterator[pa.Table]:
    """The answer row by row, from any database."""
    result = connected.execution_options(stream_results=True, yield_per=BATCH_ROWS).execute(statement)
    for batch in result.partitions(BATCH_ROWS):
        arrays = [
            pa.array([_text(row[at], column) for row in batch], pa.string()) for at, (_, column) in enumerate(columns)
        ]
        yield pa.Table.from_arrays(arrays, names=[name for name, _ in columns])


def _text(value: Any, column: Column) -> str | None:
    """A value as the text that stands for it; identity numbers never pass through a float."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        moment = value if value.tzinfo is None else value.astimezone(SHANGHAI).replace(tzinfo=None)
        return moment.isoformat(sep=" ")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (int, date, float, UUID)):
        return value.isoformat() if isinstance(value, date) else str(value)
    raise _Wrong(f"its column {column.name} holds {type(value).__name__}; cast it to text, a number or a date")


class _Wrong(Exception):  # noqa: N818 - becomes a SourceError with its source and dataset
    """The query does not fit its dataset; no value in the message."""


@contextmanager
def _faults(query: Query, dialect: sa.Dialect) -> Iterator[None]:
    """The driver's messages quote rows and addresses: kind and code are what remains of them."""
    who = f"source {query.source}: query of {query.dataset.id}"
    try:
        yield
    except _Wrong as wrong:
        raise SourceError(f"{who}: {wrong}") from None
    except NotTextError:
        raise SourceError(f"{who}: its answer is no text in UTF-8; look at the database's encoding") from None
    except exc.DBAPIError as error:
        code = getattr(error.orig, "sqlstate", None) or _mysql_code(error.orig) or ""
        said = f"{type(error).__name__}{f' {code}' if code else ''}"
        if error.connection_invalidated or _is_network(error, str(code)):
            raise SourceUnreachableError(f"{who}: the database cannot be reached ({said}); pull again") from None
        raise SourceError(f"{who}: the database refuses it ({said}); try it there, with the same account") from None
    except exc.SQLAlchemyError as error:
        raise SourceError(f"{who}: {type(error).__name__}; check the query") from None
    except (ConnectionError, TimeoutError) as error:
        raise SourceUnreachableError(f"{who}: the connection broke ({type(error).__name__}); pull again") from None


def _mysql_code(error: Any) -> str | None:
    first = error.args[0] if getattr(error, "args", None) else None
    return str(first) if isinstance(first, int) else None


def _is_network(error: exc.DBAPIError, code: str) -> bool:
    """Connections refused, lost or too many; a shutdown; a conflict with replay on a standby."""
    if code[:2] in ("08", "53", "57") or code in ("40001", "1040", "2002", "2003", "2006", "2013"):
        return True
    if not isinstance(error, exc.OperationalError) or code:
        return False
    # a connection that failed has no code in psycopg: what the server said tells a wrong account from no answer
    return not re.search(r"authentication failed|does not exist|pg_hba\.conf|no password", str(error.orig))
