"""Every test of this folder runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from tests.ledgers import database, postgres_server, pytest_configure, pytest_generate_tests

__all__ = ["database", "postgres_server", "pytest_configure", "pytest_generate_tests"]
