"""What was taken in, by delivery and part: recorded with every pull, whichever night pulled, and read back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from pipelines import landing
from pipelines.database import transaction
from pipelines.ledger.tables import DeliveryRow, ReceivedPartRow, ReceivedRow
from pipelines.settings import Night, Settings


@dataclass(frozen=True)
class ReceivedPart:
    """One file, member of an archive or sheet; `sha256` and `bytes` are of the delivered file it came in.

    `reason` and `text` (Chinese) say why it was refused as a whole; both are empty where it was taken.
    """

    name: str
    part: str
    sheet: str
    sha256: str
    bytes: int
    format: str
    encoding: str
    rows_in: int
    rows_out: int
    rows_quarantined: int
    assumptions: tuple[str, ...]
    reason: str
    text: str


@dataclass(frozen=True)
class Received:
    """One delivery with its parts; rows in = rows out + rows quarantined, here and in every part."""

    delivery_id: str
    dataset: str
    business_date: date
    sequence: int
    contract_version: str
    rows_in: int
    rows_out: int
    rows_quarantined: int
    parts: tuple[ReceivedPart, ...]


@dataclass(frozen=True)
class Judged:
    """What one recorded night thought of one delivery."""

    night: date
    dataset: str
    delivery_id: str
    business_date: date
    sequence: int
    verdict: str
    reason: str
    text: str


def record_received(night: Night, source: str | None = None) -> dict[str, int]:
    """Record everything landed and standardised up to the night, each delivery once and whole.

    Returns:
        Counts: deliveries, recorded (new, or read anew and now different).

    Raises:
        LedgerError: the ledger cannot be written; it then still holds what it held.
    """
    accounts = list(_accounts(night, source))
    with transaction(night.settings) as connection:
        known = connection.execute(select(ReceivedRow.delivery_id, ReceivedRow.digest))
        held = {row.delivery_id: row.digest for row in known}
        changed = [each for each in accounts if held.get(each.delivery_id) != _digest(each)]
        for each in changed:
            _replace(connection, each)
    return {"deliveries": len(accounts), "recorded": len(changed)}


def received(settings: Settings, until: date = date.max, dataset: str | None = None) -> list[Received]:
    """Every delivery taken in with a business date up to `until`, in order (dataset, business date, sequence).

    Raises:
        LedgerError: the ledger cannot be read.
    """
    wanted = select(ReceivedRow.__table__).where(ReceivedRow.business_date <= until)
    parts = select(ReceivedPartRow.__table__).order_by(ReceivedPartRow.delivery_id, ReceivedPartRow.place)
    if dataset is not None:
        wanted = wanted.where(ReceivedRow.dataset == dataset)
    with transaction(settings) as connection:
        rows = [dict(row) for row in connection.execute(wanted).mappings()]
        by_delivery: dict[str, list[ReceivedPart]] = {row["delivery_id"]: [] for row in rows}
        for part in connection.execute(parts).mappings():
            if part["delivery_id"] in by_delivery:
                by_delivery[part["delivery_id"]].append(_part_read(dict(part)))
    found = []
    for row in rows:
        row.pop("digest")
        found.append(Received(**row, parts=tuple(by_delivery[row["delivery_id"]])))
    return sorted(found, key=lambda each: (each.dataset, each.business_date, each.sequence))


def judged(settings: Settings, *, night: date | None = None, delivery_id: str | None = None) -> list[Judged]:
    """What recorded nights thought of deliveries: of one night, or of one delivery; by night, dataset, date, sequence.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    table = DeliveryRow.__table__
    wanted = select(*(table.c[name] for name in Judged.__dataclass_fields__))
    if night is not None:
        wanted = wanted.where(DeliveryRow.night == night)
    if delivery_id is not None:
        wanted = wanted.where(DeliveryRow.delivery_id == delivery_id)
    with transaction(settings) as connection:
        found = [Judged(*row) for row in connection.execute(wanted)]
    return sorted(found, key=lambda each: (each.night, each.dataset, each.business_date, each.sequence))


def _accounts(night: Night, source: str | None) -> Iterator[Received]:
    for delivery in landing.deliveries(night, source):
        folder = night.canonical / delivery.dataset / f"{delivery.delivery_id}-{night.contracts.version}"
        account = _account_of(folder)
        if account is None:  # landed, and not standardised: the step that failed has said why
            continue
        files = {file.name: file for file in delivery.files}
        parts = [_part(entry, files[entry["name"]]) for entry in account["files"]]
        parts.sort(key=lambda part: (part.name, part.part, part.sheet))
        yield Received(
            delivery.delivery_id,
            delivery.dataset,
            delivery.business_date,
            delivery.sequence,
            night.contracts.version,
            account["rows_in"],
            account["rows_out"],
            account["rows_quarantined"],
            tuple(parts),
        )


def _account_of(folder: Path) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = json.loads((folder / "accounting.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return said


def _part(entry: dict[str, Any], file: landing.LandedFile) -> ReceivedPart:
    refused = entry["refused"] or {}
    return ReceivedPart(
        entry["name"],
        entry["part"] or "",
        entry.get("sheet") or "",
        file.sha256,
        file.bytes,
        entry.get("format") or "",
        entry.get("encoding") or "",
        entry["rows_in"],
        entry["rows_out"],
        entry["rows_quarantined"],
        tuple(entry.get("assumptions") or ()),
        refused.get("reason", ""),
        refused.get("text_zh", ""),
    )


def _digest(account: Received) -> str:
    said = json.dumps(asdict(account), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _replace(connection: Connection, account: Received) -> None:
    for table in (ReceivedPartRow, ReceivedRow):
        connection.execute(delete(table).where(table.__table__.c.delivery_id == account.delivery_id))
    row = asdict(account)
    parts = row.pop("parts")
    connection.execute(insert(ReceivedRow), [{**row, "digest": _digest(account)}])
    listed = [
        {
            **part,
            "assumptions": json.dumps(part["assumptions"], ensure_ascii=False),
            "delivery_id": account.delivery_id,
            "place": place,
        }
        for place, part in enumerate(parts)
    ]
    if listed:
        connection.execute(insert(ReceivedPartRow), listed)


def _part_read(row: dict[str, Any]) -> ReceivedPart:
    row.pop("delivery_id"), row.pop("place")
    return ReceivedPart(**{**row, "assumptions": tuple(json.loads(row["assumptions"]))})
