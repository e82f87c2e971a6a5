"""Which findings recorded nights ever had."""

from __future__ import annotations

from sqlalchemy import select

from pipelines.database import transaction
from pipelines.ledger.tables import FindingRow
from pipelines.settings import Settings


def known_findings(settings: Settings) -> frozenset[str]:
    """Ids of all findings in the ledger.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    with transaction(settings) as connection:
        return frozenset(connection.execute(select(FindingRow.finding_id).distinct()).scalars())
