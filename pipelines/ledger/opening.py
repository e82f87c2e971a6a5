"""Opening the ledger: SQLite beside the nights, or any SQLAlchemy URL; tables are made where there are none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from pipelines.ledger.tables import SCHEMA_VERSION, LedgerTable, SchemaVersion
from pipelines.settings import Settings

#: Seconds a writer waits for another one's transaction on SQLite.
LOCK_WAIT_SECONDS = 60


class LedgerError(RuntimeError):
    """The ledger cannot be used: says what was found and what to do."""


@contextmanager
def transaction(settings: Settings) -> Iterator[Connection]:
    """One transaction on the ledger: all of it holds, or nothing.

    Raises:
        LedgerError: not reachable, of another schema version, or a statement failed. Values are never quoted.
    """
    engine = _engine(settings)
    try:
        with engine.begin() as connection:
            _prepare(connection)
            yield connection
    except SQLAlchemyError as error:
        cause = type(getattr(error, "orig", None) or error).__name__
        raise LedgerError(f"ledger {engine.url.render_as_string(hide_password=True)}: {cause}") from None
    finally:
        engine.dispose()


def content_digest(settings: Settings) -> str:
    """A hash over everything the ledger holds, in a total order that no database chooses."""
    hashed = hashlib.sha256()
    with transaction(settings) as connection:
        for table in sorted(LedgerTable.metadata.tables.values(), key=lambda table: table.name):
            columns = sorted(column.name for column in table.columns)
            rows = connection.execute(select(*(table.c[name] for name in columns)))
            lines = sorted(json.dumps([_plain(value) for value in row], ensure_ascii=True) for row in rows)
            hashed.update(json.dumps([table.name, columns, len(lines)]).encode())
            for line in lines:
                hashed.update(line.encode() + b"\n")
    return hashed.hexdigest()


def _engine(settings: Settings) -> Engine:
    url = settings.resolved_ledger_url()
    # hide_parameters: an exception must not quote the rows it failed on
    if not url.startswith("sqlite"):
        return create_engine(url, hide_parameters=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": LOCK_WAIT_SECONDS})
    if engine.url.database:
        file = Path(engine.url.database)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
    return engine


def _prepare(connection: Connection) -> None:
    """Make the tables of a new ledger; refuse one of another version."""
    made = inspect(connection).has_table(SchemaVersion.__tablename__)
    found = list(connection.execute(select(SchemaVersion.version)).scalars()) if made else []
    if not found:  # new, or killed while it was being made: SQLite commits each table by itself
        for table in LedgerTable.metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                connection.execute(CreateIndex(index, if_not_exists=True))
        connection.execute(insert(SchemaVersion).values(version=SCHEMA_VERSION))
    elif found != [SCHEMA_VERSION]:
        raise LedgerError(
            f"the ledger has schema version {sorted(found)}, this program needs {SCHEMA_VERSION}; "
            "migrate it, or point ledger_url at a new one and run the nights again"
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
