"""Fetches the source rows findings stand on: file, line, values as received, and as read where that differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from pipelines.contracts import Column, Contracts, Dataset
from pipelines.engine import Session
from pipelines.settings import Night

NOT_YET_KNOWN = "晚于当晚，按尚未发生处理"


class EvidenceError(RuntimeError):
    """A record a rule cites is not among the night's facts, or its delivery is gone: names the record."""


@dataclass(frozen=True)
class SourceRow:
    """One row of a source system: where it stands, its values as received and as read."""

    record_id: str
    dataset: str
    delivery_id: str
    file: str
    line: int
    received: Mapping[str, str | None]
    read: Mapping[str, Any]


def source_rows(session: Session, night: Night, records: Iterable[str]) -> dict[str, SourceRow]:
    """The rows of the given records, by record id; of `received.parquet` only these rows are read.

    Raises:
        EvidenceError: a record is unknown on this night, or the rows as received are not there.
    """
    wanted = sorted(set(records))
    session.register("wanted_records", pa.table({"record_id": pa.array(wanted, pa.string())}))
    places = session.query(
        "SELECT sources.record_id, sources.folder FROM sources "
        "INNER JOIN wanted_records ON wanted_records.record_id = sources.record_id ORDER BY sources.record_id",
        source="rules: places of evidence",
    ).to_pylist()
    by_folder: dict[tuple[str, str], list[str]] = {}
    for place in places:
        by_folder.setdefault((_dataset_of(place["record_id"]), place["folder"]), []).append(place["record_id"])
    rows: dict[str, SourceRow] = {}
    for (dataset_id, folder), ids in sorted(by_folder.items()):
        rows.update(_rows_of_delivery(session, night, night.contracts.datasets[dataset_id], folder, ids))
    if missing := [record for record in wanted if record not in rows]:
        raise EvidenceError(
            f"{len(missing)} cited records are not among the facts of {night.business_date}, first {missing[0]}; "
            "run the steps from facts on again"
        )
    return rows


def _dataset_of(record: str) -> str:
    return record.split("/", 1)[0]


def _rows_of_delivery(
    session: Session, night: Night, dataset: Dataset, folder: str, ids: list[str]
) -> dict[str, SourceRow]:
    file = night.canonical / dataset.id / folder / "received.parquet"
    if not file.is_file():
        raise EvidenceError(f"{file.name} of {dataset.id} {folder} is missing; run standardise again")
    session.register("wanted_rows", pa.table({"record_id": pa.array(ids, pa.string())}))
    session.attach("received_rows", [file])
    chosen = "INNER JOIN wanted_rows ON wanted_rows.record_id = chosen.record_id ORDER BY chosen.record_id"
    received = session.query(f"SELECT chosen.* FROM received_rows AS chosen {chosen}", source="rules: as received")
    read = session.query(f"SELECT chosen.* FROM {dataset.relation} AS chosen {chosen}", source="rules: as read")
    values = {row["record_id"]: row for row in read.to_pylist()}
    return {
        row["record_id"]: SourceRow(
            record_id=row["record_id"],
            dataset=dataset.id,
            delivery_id=row["delivery_id"],
            file=row["file"],
            line=row["line"],
            received=_as_it_came(row, values[row["record_id"]]),
            read=values[row["record_id"]],
        )
        for row in received.to_pylist()
        if row["record_id"] in values
    }


def _as_it_came(received: Mapping[str, str | None], read: Mapping[str, Any]) -> dict[str, str | None]:
    """Every value as it came: a text that was read as it came is not kept a second time."""
    return {
        name: read[name] if value is None and isinstance(read.get(name), str) else value
        for name, value in received.items()
    }


def shown_values(
    row: SourceRow, columns: Iterable[str], contracts: Contracts, counties: Mapping[str, str], night: date
) -> list[dict[str, str | None]]:
    """`{column, received, computed}` of the shown columns; `computed` is null where it says nothing more.

    `counties` maps a code to its name.
    """
    declared = contracts.datasets[row.dataset].column
    shown = []
    for name in columns:
        received = row.received[name]
        computed = _computed(declared[name], row.read, contracts, counties, night)
        differs = computed is not None and computed != (received or "").strip()
        shown.append({"column": name, "received": received, "computed": computed if differs else None})
    return shown


def _computed(
    column: Column, read: Mapping[str, Any], contracts: Contracts, counties: Mapping[str, str], night: date
) -> str | None:
    value = read[column.name]
    if value is None:
        return None
    if isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) > night:
        return NOT_YET_KNOWN
    if column.type in contracts.codes:
        return contracts.label(column.type, value)
    if column.type == "county":
        return str(counties.get(value, value))
    if column.type == "yes_no":
        return "是" if value else "否"
    if column.type == "id_no":
        return str(read[f"{column.name}_18"] or value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
