"""Deliveries for tests: landed and standardised as docs/architecture.md lays them down, without the stages before.

`plausible_rows` gives rows of any dataset that satisfy its whole suite; a test changes what it is about.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.contracts import Column, Dataset, canonical_columns, canonical_schema, load_contracts
from pipelines.contracts.schema import QUARANTINE_SCHEMA
from pipelines.engine import write_json, write_parquet
from pipelines.landing.store import LandedFile, delivery_identity
from pipelines.settings import Night, Settings

CONTRACTS = load_contracts()
D = date(2025, 10, 15)
COUNTIES = ("150102", "150103", "150105", "150202")

Row = dict[str, Any]

#: Days relative to the delivery's business date; every row lies a further `i % 7` days back.
_DAYS: dict[str, dict[str, int]] = {
    "court.sentences": {
        "birth_date": -13_000, "pronounced_date": -60, "served_date": -58, "effective_date": -47, "notified_date": -45,
        "documents_sent_date": -44, "decision_received_date": -50,
    },
    "court.revocations": {"petition_received_date": -40, "ruling_date": -20, "delivered_date": -15},
    "justice.register": {
        "birth_date": -13_000, "effective_date": -47, "documents_received_date": -44, "receipt_returned_date": -42,
        "reported_date": -41, "received_date": -40, "start_date": -47, "end_date": 400,
    },
    "justice.contacts": {"contacted_at": 0},
    "justice.positions": {"fixed_at": 0},
    "justice.leaves": {"approved_date": -30, "start_date": -28, "end_date": -20, "returned_date": -20},
    "justice.permits": {"start_date": -30, "end_date": 150},
    "justice.transfers": {
        "decided_date": -40, "documents_sent_date": -38, "report_due_date": -33, "reported_date": -35,
        "received_date": -34,
    },
    "justice.sanctions": {"behaviour_date": -30, "decided_date": -25},
    "justice.searches": {
        "lost_date": -30, "started_date": -29, "police_notified_date": -28, "procuratorate_notified_date": -27,
        "found_date": -20,
    },
    "justice.medical": {"examined_date": -30, "submitted_date": -28, "next_due_date": 60},
    "justice.devices": {"start_date": -60, "end_date": 30, "removed_date": -10},
    "justice.exit_control": {"reported_date": -40, "start_date": -40, "end_date": 400, "withdrawn_date": -10},
    "justice.plans": {"made_date": -30},
    "justice.prison_releases": {
        "birth_date": -13_000, "decision_received_date": -35, "released_date": -30, "handed_over_date": -29,
        "sentence_end_date": 500,
    },
    "police.population": {"birth_date": -13_000, "status_date": -300},
    "police.custody": {"decided_date": -30, "start_date": -30, "end_date": -20, "corrections_notified_date": -28},
    "police.penalties": {"behaviour_date": -30, "decided_date": -25},
    "police.lodging": {"checked_in_at": 0, "checked_out_at": 1},
    "police.travel": {"departed_at": 0, "arrived_at": 0},
    "police.border": {"crossed_at": 0},
}  # fmt: skip


def _special(dataset: str, i: int) -> Row:
    """What the general rule by type does not give: mixtures, and values that suites relate."""
    kind = ("probation", "probation", "probation", "temporary_release")[i % 4]
    ended = i % 5 == 4
    return {
        "court.sentences": {"correction_type": kind, "probation_term_months": 24},
        "court.revocations": {"result": "granted"}
        if i % 3
        else {"result": "pending", "ruling_date": None, "delivered_date": None},
        "justice.register": {
            "correction_type": kind,
            "status": "discharged" if ended else "in_correction",
            "ended_date": D - timedelta(days=3) if ended else None,
        },
        "justice.transfers": {"from_county": "150102", "to_county": "150202"},
        "justice.sanctions": {"kind": ("admonition", "petition_revoke_probation")[i % 2]},
        "justice.plans": {"text": f"第{i}号矫正方案：每周学习，按月汇报，参加公益活动。"},
        "police.population": {"status": "died" if i % 9 == 8 else "normal", "former_id_no": None},
        "police.custody": {"kind": ("administrative_detention", "criminal_detention")[i % 2]},
        "police.travel": {"from_county": "150102", "to_county": "110105"},
    }.get(dataset, {})


def plausible_rows(dataset: Dataset, rows: int, business_date: date = D) -> list[Row]:
    """`rows` canonical rows that any suite passes; record `i` has key values made of `i`."""
    return [_row(dataset, i, business_date) for i in range(rows)]


def _row(dataset: Dataset, i: int, business_date: date) -> Row:
    row: Row = {"record_id": f"{dataset.id}/{i:05}", "file": "export.csv", "line": i + 2}
    for column in dataset.columns:
        row.update(_value(dataset, column, i, business_date))
    row.update(_special(dataset.id, i))
    return row


def _value(dataset: Dataset, column: Column, i: int, business_date: date) -> Row:
    name = column.name
    offset = _DAYS[dataset.id].get(name)
    if column.type in ("date", "datetime"):
        if offset is None:
            return {name: None}
        day = business_date + timedelta(days=offset - (i % 7 if column.type == "date" else 0))
        if column.type == "date":
            return {name: day}
        later = timedelta(minutes=30) if name in ("arrived_at",) else timedelta()
        return {name: datetime.combine(day, time(8)) + timedelta(seconds=i % 40_000) + later}
    if column.type == "name":
        return {name: f"某人{i}", f"{name}_key": f"某人{i}"}
    if column.type == "id_no":
        number = f"1501021985{i % 10_000:04}{i % 1000:03}X"
        return {name: number, f"{name}_18": number, f"{name}_state": "valid"}
    if column.type == "case_no":
        return {name: f"（2025）内0105刑初{i}号", f"{name}_key": f"2025|内0105|刑初|{i}"}
    if column.type == "term":
        return {name: "有期徒刑一年", f"{name}_kind": "imprisonment", f"{name}_months": 12, f"{name}_days": 0}
    if column.type in CONTRACTS.codes:
        return {name: CONTRACTS.codes[column.type].entries[0][1]}
    plain = {
        "county": COUNTIES[i % len(COUNTIES)],
        "yes_no": i % 2 == 0,
        "int": 1 + i if name.endswith("_no") else 5,
        "decimal": Decimal("40.8") if name == "latitude" else Decimal("111.7"),
        "text": f"{name}{i:05}",
    }
    return {name: plain[column.type]}


def table(dataset: Dataset, rows: Iterable[Row]) -> pa.Table:
    """Rows as the canonical schema has them; what a row does not name is null."""
    schema = canonical_schema(dataset)
    listed = [{field.name: row.get(field.name) for field in schema} for row in rows]
    return pa.Table.from_pylist(listed, schema=pa.schema([field.with_nullable(True) for field in schema]))


def names_of(dataset: Dataset) -> list[str]:
    """All canonical column names of a dataset."""
    return [field.name for column in dataset.columns for field in canonical_columns(column)]


def night_of(home: Path, business_date: date = D, **settings: Any) -> Night:
    """A night below `home`."""
    return Night.of(Settings(home=home, **settings), business_date)


def deliver(
    night: Night,
    dataset_id: str,
    rows: list[Row] | int,
    business_date: date | None = None,
    *,
    sequence: int = 1,
    quarantined: int = 0,
    refused: str | None = None,
    content: str | None = None,
) -> str:
    """Land and standardise one delivery; returns its id. `content` are its bytes, else they follow from its place."""
    dataset = night.contracts.datasets[dataset_id]
    day = business_date or night.business_date
    rows = plausible_rows(dataset, rows, day) if isinstance(rows, int) else rows
    bytes_ = (content or f"{dataset_id} {day} {sequence}").encode()
    file = LandedFile("export.csv", hashlib.sha256(bytes_).hexdigest(), len(bytes_))
    delivery_id = delivery_identity(dataset_id, day, [file])
    landed = night.landing / dataset.source / dataset.name / day.isoformat() / delivery_id
    landed.mkdir(parents=True)
    (landed / file.name).write_bytes(bytes_)
    manifest = {
        "delivery_id": delivery_id,
        "dataset": dataset_id,
        "business_date": day.isoformat(),
        "sequence": sequence,
        "files": [{"name": file.name, "sha256": file.sha256, "bytes": file.bytes}],
    }
    write_json(manifest, landed / "manifest.json")
    folder = night.canonical / dataset_id / f"{delivery_id}-{night.contracts.version}"
    folder.mkdir(parents=True)
    write_parquet(table(dataset, [{**row, "delivery_id": delivery_id} for row in rows]), folder / "rows.parquet")
    write_parquet(QUARANTINE_SCHEMA.empty_table(), folder / "quarantine.parquet")
    counts = {"rows_in": len(rows) + quarantined, "rows_out": len(rows), "rows_quarantined": quarantined}
    refusal = None if refused is None else {"reason": "torn_zip", "text": "torn", "text_zh": f"export.csv：{refused}"}
    files = [{"name": file.name, "part": None, "refused": refusal, **counts}]
    accounting = {"dataset": dataset_id, "delivery_id": delivery_id, **counts, "files": files}
    (folder / "accounting.json").write_text(json.dumps(accounting), "utf-8")
    return delivery_id
