"""The ledger on both databases: SQLite beside the nights, and a PostgreSQL from its wheel with a schema per home.

A folder of tests that wants both imports `database`, `postgres_server` and the two hooks into its conftest, and makes
its settings with `settings_at`. A test about the SQLite file itself is marked `sqlite_only`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, text

from pipelines.settings import Settings
from tests.sources.servers import postgres

_numbers = itertools.count(1)
_server: list[str] = []
_schemas: dict[Path, str] = {}


def settings_at(home: Path, **explicit: Any) -> Settings:
    """Settings of a home whose ledger lies in the database the test runs on; one home, one ledger."""
    if _server and "ledger_url" not in explicit:
        if home not in _schemas:
            _schemas[home] = fresh_schema(_server[-1])
        explicit["ledger_url"] = _schemas[home]
    return Settings(home=home, **explicit)


def fresh_schema(server: str) -> str:
    """URL of an empty ledger on a PostgreSQL server."""
    name = f"ledger{next(_numbers)}"
    with create_engine(server, poolclass=NullPool).begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    return f"{server}?options=-csearch_path%3D{name}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a server that lives as long as the session."""
    with postgres() as url:
        yield url.replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which database the test runs on."""
    if request.param == "postgresql":
        _server.append(request.getfixturevalue("postgres_server"))
    yield request.param
    _server.clear()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test once on each database."""
    alone = any(marker.name == "sqlite_only" for marker in metafunc.definition.iter_markers())
    metafunc.parametrize("database", ["sqlite"] if alone else ["sqlite", "postgresql"], indirect=True)


def pytest_configure(config: pytest.Config) -> None:
    """The marker is known under --strict-markers."""
    config.addinivalue_line("markers", "sqlite_only: about the SQLite file itself")
