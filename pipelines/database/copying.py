"""A ledger of one's own: everything the ledger holds, copied into another, to compute beside it."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, Table, insert, select

from pipelines.database.opening import VERSION_TABLE, transaction
from pipelines.settings import Settings


def copy_ledger(settings: Settings, into: Settings) -> None:
    """Copy every row of one ledger into an empty one, of whatever database.

    Raises:
        LedgerError: one of them cannot be used.
    """
    with transaction(settings) as held:
        rows = {table.name: [dict(row) for row in held.execute(select(table)).mappings()] for table in _tables(held)}
    with transaction(into) as copy:
        for table in _tables(copy):
            if rows.get(table.name):
                copy.execute(insert(table), rows[table.name])


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION_TABLE]
