"""One engine session: relations over Parquet files and Arrow tables, queried with the common SQL subset."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa

from pipelines.settings import EngineLimits

FUNCTIONS = Path(__file__).with_name("functions") / "duckdb.sql"


class EngineError(RuntimeError):
    """A query failed: names the SQL file or relation, never a value."""


class Session:
    """A connection in memory with the function library loaded and memory and disk capped.

    Use as a context manager; the temporary folder goes with it.
    """

    def __init__(self, limits: EngineLimits) -> None:
        self._temporary = Path(tempfile.mkdtemp(prefix="crosscheck-engine-"))
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": limits.memory_limit,
                "threads": limits.threads,
                "temp_directory": str(self._temporary),
                "max_temp_directory_size": limits.temporary_limit,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        self._connection.execute(FUNCTIONS.read_text("utf-8"))

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        shutil.rmtree(self._temporary, ignore_errors=True)

    def attach(self, relation: str, files: Sequence[Path]) -> None:
        """Make Parquet files of one schema readable as one relation.

        Raises:
            EngineError: no file given, or one is missing.
        """
        missing = [str(file) for file in files if not file.is_file()]
        if missing or not files:
            raise EngineError(f"relation {relation}: no such file {missing or '(none given)'}")
        listed = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
        self._connection.execute(f'CREATE OR REPLACE VIEW "{relation}" AS SELECT * FROM read_parquet([{listed}])')

    @contextmanager
    def held(self, relation: str, columns: Sequence[str]) -> Iterator[None]:
        """Within the block an attached relation is in memory, with these columns and no others."""
        chosen = ", ".join(f'"{column}"' for column in columns)
        self._connection.execute(f'ALTER VIEW "{relation}" RENAME TO "_attached_{relation}"')
        try:
            self._connection.execute(f'CREATE TABLE "{relation}" AS SELECT {chosen} FROM "_attached_{relation}"')
            yield
        finally:
            self.forget(relation)
            self._connection.execute(f'ALTER VIEW "_attached_{relation}" RENAME TO "{relation}"')

    def register(self, relation: str, table: pa.Table) -> None:
        """Copy an Arrow table in as a relation."""
        self._connection.register("_incoming", table)
        self._connection.execute(f'CREATE OR REPLACE TABLE "{relation}" AS SELECT * FROM _incoming')
        self._connection.unregister("_incoming")

    def define(self, relation: str, sql: str, *, source: str = "") -> None:
        """Materialise the rows of a query as a relation."""
        with _explained(source or relation):
            self._connection.execute(f'CREATE OR REPLACE TABLE "{relation}" AS {_without_semicolon(sql)}')

    def forget(self, relation: str) -> None:
        """Drop a relation that nothing reads any more, and the memory it takes."""
        self._connection.execute(f'DROP TABLE IF EXISTS "{relation}"')

    def query(self, sql: str, *, source: str = "query") -> pa.Table:
        """Rows of a query as an Arrow table; `source` names it in errors.

        Raises:
            EngineError: the query is wrong or fails.
        """
        with _explained(source):
            return self._connection.sql(_without_semicolon(sql)).to_arrow_table()


@contextmanager
def _explained(source: str) -> Iterator[None]:
    """Turn an engine error into one that names the query and quotes no value."""
    try:
        yield
    except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.OutOfRangeException) as error:
        # these messages quote the value that failed, which may be personal
        raise EngineError(f"{source}: {type(error).__name__} while computing a value") from None
    except duckdb.Error as error:
        raise EngineError(f"{source}: {error}") from error


def _without_semicolon(sql: str) -> str:
    return sql.strip().rstrip(";")
