"""Opening the ledger: SQLite beside the nights, or any SQLAlchemy URL; a new one is made, an older one refused."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase

from pipelines.settings import Settings

#: Seconds a writer waits for another one's transaction on SQLite.
LOCK_WAIT_SECONDS = 60
MIGRATIONS = Path(__file__).parent / "migrations"
#: The one row of Alembic's own table says in which shape the tables are.
VERSION_TABLE = "alembic_version"
#: Two programs that meet a new PostgreSQL ledger make it one after the other.
_MAKING_LOCK = 0x63726F7373


class LedgerError(RuntimeError):
    """The ledger cannot be used: says what was found and what to do."""


class LedgerTable(DeclarativeBase):
    """What all tables of the ledger belong to."""


def newest_version() -> str:
    """The shape this program needs: the number of the last migration, `0001` and on."""
    return max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


@contextmanager
def transaction(settings: Settings) -> Iterator[Connection]:
    """One transaction on the ledger: all of it holds, or nothing.

    Raises:
        LedgerError: not reachable, of another schema version, or a statement failed. Values are never quoted.
    """
    with _connected(settings) as connection:
        found = _version(connection)
        if found is None:
            _migrate(connection)
        elif found != newest_version():
            raise LedgerError(
                f"the ledger has schema version {found}, this program needs {newest_version()}: "
                + ("run `crosscheck ledger upgrade`" if found < newest_version() else "install the newer program")
            )
        yield connection


def upgrade(settings: Settings) -> tuple[str | None, str]:
    """Bring the ledger's tables to the shape this program needs; (version before, version after).

    Raises:
        LedgerError: not reachable, or made by a newer program.
    """
    with _connected(settings) as connection:
        before = _version(connection)
        if before is not None and before > newest_version():
            raise LedgerError(f"the ledger has schema version {before}, made by a newer program: install that one")
        _migrate(connection)
        return before, newest_version()


def content_digest(settings: Settings) -> str:
    """A hash over everything the ledger holds, in a total order that no database chooses."""
    hashed = hashlib.sha256()
    with transaction(settings) as connection:
        held = MetaData()
        held.reflect(connection)
        for table in sorted(held.tables.values(), key=lambda table: table.name):
            columns = sorted(column.name for column in table.columns)
            rows = connection.execute(select(*(table.c[name] for name in columns)))
            lines = sorted(json.dumps([_plain(value) for value in row], ensure_ascii=True) for row in rows)
            hashed.update(json.dumps([table.name, columns, len(lines)]).encode())
            for line in lines:
                hashed.update(line.encode() + b"\n")
    return hashed.hexdigest()


@contextmanager
def _connected(settings: Settings) -> Iterator[Connection]:
    engine = _engine(settings)
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        cause = type(getattr(error, "orig", None) or error).__name__
        raise LedgerError(f"ledger {engine.url.render_as_string(hide_password=True)}: {cause}") from None
    finally:
        engine.dispose()


def _engine(settings: Settings) -> Engine:
    url = settings.resolved_ledger_url()
    # hide_parameters: an exception must not quote the rows it failed on
    if not url.startswith("sqlite"):
        return create_engine(url, hide_parameters=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": LOCK_WAIT_SECONDS})
    # the driver would commit each CREATE TABLE by itself, and let two readers become writers and collide
    event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    if engine.url.database:
        file = Path(engine.url.database)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
    return engine


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()
    if len(found) != 1 or not re.fullmatch(r"\d{4}", found[0]):
        raise LedgerError("the ledger's schema version cannot be read; restore it from backup")
    return str(found[0])


def _migrate(connection: Connection) -> None:
    from alembic import command  # only a new or an old ledger needs it
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MAKING_LOCK})"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
