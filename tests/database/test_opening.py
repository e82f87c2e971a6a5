"""A new ledger is made by the migrations, an old one is upgraded on demand, a strange one is refused."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

import pipelines.answers.table
import pipelines.ledger.tables
from pipelines.database import LedgerError, LedgerTable, transaction, upgrade
from pipelines.database.opening import MIGRATIONS, newest_version
from pipelines.settings import Settings

#: imported for the tables they declare
DECLARED = (pipelines.answers.table, pipelines.ledger.tables)


def test_the_migrations_make_the_tables_the_program_declares(tmp_path: Path) -> None:
    with transaction(Settings(home=tmp_path)) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, LedgerTable.metadata) == []


def test_a_ledger_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    settings = made(tmp_path, version="9999")
    for use in (transaction, upgrade):
        with pytest.raises(LedgerError, match="newer program"):
            enter(use(settings))


def test_an_older_ledger_names_the_command_and_the_command_brings_it_up(tmp_path: Path) -> None:
    settings = older(tmp_path, "0001")
    with pytest.raises(LedgerError, match="crosscheck ledger upgrade"):
        enter(transaction(settings))
    assert upgrade(settings) == ("0001", newest_version())
    with transaction(settings) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM answers").scalar() == 0


def test_many_programs_may_meet_a_new_ledger_at_once(tmp_path: Path) -> None:
    def opened(_: int) -> bool:
        with transaction(Settings(home=tmp_path)) as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM nights").scalar() == 0

    with ThreadPoolExecutor(8) as many:
        assert all(many.map(opened, range(8)))


def test_a_failed_transaction_leaves_not_even_the_tables(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), transaction(Settings(home=tmp_path)):
        raise ZeroDivisionError
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def made(home: Path, version: str) -> Settings:
    settings = Settings(home=home)
    enter(transaction(settings))
    with sqlite3.connect(home / "ledger.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    return settings


def older(home: Path, version: str) -> Settings:
    """A ledger as the program of that version left it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with create_engine(f"sqlite:///{home / 'ledger.db'}").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    return Settings(home=home)


def enter(context: object) -> None:
    if hasattr(context, "__enter__"):
        with context:
            pass
