"""Which filled-in workbooks have been taken whole, by hash."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select

from pipelines.answers.table import ReplyFileRow
from pipelines.database import transaction
from pipelines.settings import Settings


def files_taken(settings: Settings) -> frozenset[str]:
    """SHA-256 of every file of which nothing is left to be taken.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    with transaction(settings) as connection:
        return frozenset(connection.execute(select(ReplyFileRow.sha256)).scalars())


def note_taken(settings: Settings, hashes: Iterable[str]) -> None:
    """Remember files as taken; one remembered already stays.

    Raises:
        LedgerError: the ledger cannot be written.
    """
    with transaction(settings) as connection:
        known = set(connection.execute(select(ReplyFileRow.sha256)).scalars())
        new = sorted(set(hashes) - known)
        if new:
            connection.execute(insert(ReplyFileRow), [{"sha256": each} for each in new])
