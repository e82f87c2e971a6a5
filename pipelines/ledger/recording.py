"""Recording a night: what the ledger held of it is replaced in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

from sqlalchemy import Connection, delete, insert, select

from pipelines.database import LedgerTable, transaction
from pipelines.ledger.reading import NightContent, read_night
from pipelines.ledger.status import statuses_on
from pipelines.ledger.suspicion import suspects_on
from pipelines.ledger.tables import OF_A_NIGHT, CoverageRow, DeliveryRow, FindingRow, NightRow, OriginRow, RuleRow
from pipelines.settings import Night


def run(night: Night) -> dict[str, int]:
    """Replace the night's rows and count its findings by status; those held back as suspect are counted apart.

    Raises:
        FileNotFoundError: a step before this one has not run for the night.
        LedgerError: the ledger cannot be written; it then still holds what it held.
    """
    content = read_night(night)
    with transaction(night.settings) as connection:
        _replace(connection, night, content)
        found = statuses_on(connection, night.business_date)
        suspected = suspects_on(connection, night.business_date, night.settings.guards)
    told = [status for status in found.values() if status.finding_id not in suspected]
    by_status = Counter(status.status for status in told if status.changed_on == night.business_date)
    continuing = sum(status.status == "continuing" for status in told)
    return {
        "findings": len(content.findings),
        "new": by_status["new"],
        "continuing": continuing,
        "reopened": by_status["reopened"],
        "resolved": by_status["resolved"],
        "suspended": by_status["suspended"],
        "held_back": len({row["finding_id"] for row in content.findings} & suspected.keys()),
    }


def night_digests(night: Night) -> dict[str, str]:
    """A hash over what each table holds of the night, by table; the same on every database.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    found = {}
    with transaction(night.settings) as connection:
        for table in OF_A_NIGHT:
            of_night = select(table.__table__).where(table.__table__.c.night == night.business_date)
            rows = [dict(row) for row in connection.execute(of_night).mappings()]
            lines = sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)
            found[table.__tablename__] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


def _replace(connection: Connection, night: Night, content: NightContent) -> None:
    for table in OF_A_NIGHT:
        connection.execute(delete(table).where(table.__table__.c.night == night.business_date))
    manifest = json.dumps(content.manifest, ensure_ascii=False, sort_keys=True)
    rows: list[tuple[type[LedgerTable], list[dict[str, object]]]] = [
        (NightRow, [{"manifest": manifest}]),
        (DeliveryRow, content.deliveries),
        (CoverageRow, content.coverage),
        (RuleRow, content.rules),
        (FindingRow, content.findings),
        (OriginRow, content.origins),
    ]
    for table, of_table in rows:
        if of_table:
            connection.execute(insert(table), [{**row, "night": night.business_date} for row in of_table])
