"""The ledger database: opening it, its tables' migrations; SQLite beside the nights, or PostgreSQL."""

from pipelines.database.copying import copy_ledger
from pipelines.database.opening import LedgerError, LedgerTable, content_digest, transaction, upgrade

__all__ = ["LedgerError", "LedgerTable", "content_digest", "copy_ledger", "transaction", "upgrade"]
