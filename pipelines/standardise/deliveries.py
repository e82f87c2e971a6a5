"""One landed delivery after another becomes a canonical folder; what is there already is reused."""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines import landing
from pipelines.contracts import Dataset, canonical_schema
from pipelines.contracts.schema import QUARANTINE_SCHEMA, received_schema
from pipelines.engine import staged_folder, write_json, write_parquet
from pipelines.landing import Delivery, LandingError
from pipelines.law import counties
from pipelines.settings import Night
from pipelines.standardise import passwords
from pipelines.standardise.columns import ColumnReader
from pipelines.standardise.formats import read_table
from pipelines.standardise.reasons import FileReason, FileRefusedError, RowReason
from pipelines.standardise.record_ids import record_ids, shared_keys
from pipelines.standardise.rows import Place, TypedRows, county_of_rows, quarantined, type_rows
from pipelines.standardise.unpacking import Part, unpack

log = logging.getLogger(__name__)

#: raise it when the same bytes under the same contract would be read differently
READER_VERSION = 2
#: refusals that other passwords may cure
_LOCKED = (FileReason.ENCRYPTED, FileReason.WRONG_PASSWORD)


@dataclass
class _File:
    """One part of a delivery: its rows, or why it was refused, and the account of both."""

    account: dict[str, Any]
    place: Place
    typed: TypedRows | None = None
    set_aside: pa.Table = field(default_factory=QUARANTINE_SCHEMA.empty_table)


def run(night: Night, source: str | None = None) -> dict[str, int]:
    """Standardise every landed delivery up to the night that is not yet.

    Returns:
        Counts: deliveries, standardised, reused, files, files_refused, rows_in, rows_out, rows_quarantined (the
        last five of what was standardised now).

    Raises:
        LandingError: a landed file is damaged; all other deliveries have been standardised before it is raised.
    """
    counts = Counter(deliveries=0, standardised=0, reused=0, files=0, files_refused=0)
    counts.update(rows_in=0, rows_out=0, rows_quarantined=0)
    made_with = _made_with(night)
    damaged: list[str] = []
    for delivery in landing.deliveries(night, source):
        counts["deliveries"] += 1
        if _is_present(night, delivery, made_with):
            counts["reused"] += 1
            continue
        try:
            account = standardise(night, delivery)
        except LandingError as error:
            damaged.append(str(error))
            continue
        refused = sum(file["refused"] is not None for file in account["files"])
        counts.update(standardised=1, files=len(account["files"]), files_refused=refused)
        counts.update({key: account[key] for key in ("rows_in", "rows_out", "rows_quarantined")})
    if damaged:
        raise LandingError("; ".join(damaged))
    return dict(counts)


def canonical_folder(night: Night, delivery: Delivery) -> Path:
    """Where a delivery's canonical rows stand."""
    return night.canonical / delivery.dataset / f"{delivery.delivery_id}-{night.contracts.version}"


def is_current(night: Night, delivery: Delivery) -> bool:
    """True where a delivery's canonical rows are what this program, contract and settings make of it."""
    return _is_present(night, delivery, _made_with(night))


def standardise(night: Night, delivery: Delivery) -> dict[str, Any]:
    """Read one delivery and publish its canonical folder; returns the accounting.

    Raises:
        LandingError: a landed file is not what was received.
    """
    dataset = night.contracts.datasets[delivery.dataset]
    reader = ColumnReader(night.contracts, night.settings.region.prefectures)
    files: list[_File] = []
    for landed in sorted(delivery.files, key=lambda file: file.name):
        content = landing.read_verified(delivery, landed)
        parts = unpack(landed.name, content, passwords.archive_passwords(night, dataset.source))
        files.extend(_read_part(dataset, delivery, part, reader) for part in parts)
    files.sort(key=lambda file: file.place.file)
    rows, received = _joined(dataset, files, night.settings.pseudonym_key.get_secret_value().encode("utf-8"))
    for file in files:
        _close_account(file)
    account = {
        "dataset": dataset.id,
        "delivery_id": delivery.delivery_id,
        "made_with": _made_with(night),
        "files": [file.account for file in files],
        **{key: sum(file.account[key] for file in files) for key in ("rows_in", "rows_out", "rows_quarantined")},
    }
    if any(file.account["refused"] and file.account["refused"]["reason"] in _LOCKED for file in files):
        account["passwords_tried"] = _passwords_tried(night, dataset.source)
    _assert_balanced(account, rows, files)
    quarantine = pa.concat_tables([QUARANTINE_SCHEMA.empty_table(), *(file.set_aside for file in files)])
    with staged_folder(canonical_folder(night, delivery)) as staged:
        write_parquet(rows, staged / "rows.parquet")
        write_parquet(received, staged / "received.parquet")
        write_parquet(quarantine, staged / "quarantine.parquet")
        write_json(account, staged / "accounting.json")
    log.info(
        "%s %s: %d rows in, %d out, %d quarantined",
        *(account[key] for key in ("dataset", "delivery_id", "rows_in", "rows_out", "rows_quarantined")),
    )
    return account


def _read_part(dataset: Dataset, delivery: Delivery, part: Part, reader: ColumnReader) -> _File:
    place = Place(dataset, delivery.delivery_id, part.label)
    account: dict[str, Any] = {"name": part.name, "part": part.member, "refused": None, "assumptions": []}
    account |= {"format": None, "encoding": None, "sheet": None, "header_line": None, "bytes": None}
    account |= {"rows_in": 0, "rows_out": 0, "rows_quarantined": 0, "blank_rows": 0}
    try:
        if part.content is None:
            raise part.refusal or AssertionError("a part has content or a refusal")
        extract = read_table(dataset, part.own_name, part.content)
        typed = type_rows(place, extract, reader)
    except FileRefusedError as refusal:
        said = {
            "reason": refusal.reason.value,
            "text": refusal.text(part.label),
            "text_zh": refusal.text_zh(part.label),
        }
        log.warning("%s %s refused: %s", dataset.id, delivery.delivery_id, said["text"])
        return _File(account | {"refused": said}, place)
    account |= {
        "format": extract.format,
        "encoding": extract.encoding,
        "sheet": extract.sheet,
        "header_line": extract.header_line,
        "bytes": extract.byte_account,
        "rows_in": extract.rows - typed.blank_rows + len(extract.rejected),
        "blank_rows": extract.blank_rows + typed.blank_rows,
        "assumptions": [*extract.assumptions, *typed.assumptions],
    }
    return _File(account, place, typed, typed.quarantine)


def _joined(dataset: Dataset, files: list[_File], pseudonym_key: bytes) -> tuple[pa.Table, pa.Table]:
    """Rows and received of all files with record ids; rows that share a key are moved to quarantine."""
    read = [file for file in files if file.typed is not None]
    tables = [(file.typed.rows, file.typed.received) for file in read if file.typed is not None]
    rows = pa.concat_tables([canonical_schema(dataset).empty_table(), *(pair[0] for pair in tables)])
    received = pa.concat_tables([received_schema(dataset).empty_table(), *(pair[1] for pair in tables)])
    ids = record_ids(dataset, rows, pseudonym_key)
    rows, received = (table.set_column(0, table.schema.field(0), ids) for table in (rows, received))
    repeats, conflicts = shared_keys(dataset, rows)
    start = 0
    for file in read:
        assert file.typed is not None
        stop = start + file.typed.rows.num_rows
        for flags, reason in ((repeats, RowReason.DUPLICATE_ROW), (conflicts, RowReason.CONFLICTING_ROWS)):
            _set_aside(file, file.typed, np.flatnonzero(flags[start:stop]), reason)
        start = stop
    keep = ~(repeats | conflicts)
    if not keep.all():
        rows, received = rows.filter(pa.array(keep)), received.filter(pa.array(keep))
    return rows, received


def _set_aside(
    file: _File, typed: TypedRows, positions: np.ndarray[Any, np.dtype[np.int64]], reason: RowReason
) -> None:
    if not len(positions):
        return
    moved = typed.rows.take(pa.array(positions))
    count = len(positions)
    table = quarantined(
        file.place,
        moved.column("line").to_pylist(),
        [reason.value] * count,
        [None] * count,
        county_of_rows(file.place.dataset, moved).to_pylist(),
        typed.originals(positions),
    )
    file.set_aside = pa.concat_tables([file.set_aside, table])


def _close_account(file: _File) -> None:
    file.set_aside = file.set_aside.sort_by([("line", "ascending"), ("reason", "ascending")])
    file.account["rows_quarantined"] = file.set_aside.num_rows
    file.account["rows_out"] = file.account["rows_in"] - file.set_aside.num_rows


def _assert_balanced(account: dict[str, Any], rows: pa.Table, files: list[_File]) -> None:
    """Nothing disappears: what came in is out or in quarantine, per file; text also by the byte.

    Raises:
        AssertionError: it is not; nothing is published.
    """
    counted = rows.column("file").value_counts().to_pylist()
    out = {entry["values"]: entry["counts"] for entry in counted}
    for file in files:
        said, name = file.account, file.place.file
        if out.get(name, 0) != said["rows_out"] or said["rows_in"] != said["rows_out"] + said["rows_quarantined"]:
            raise AssertionError(f"{account['dataset']} {name}: rows in, out and quarantined do not balance")
        spans = said["bytes"]
        if spans and spans["file"] != sum(spans[part] for part in ("header", "rows", "rejected", "blank")):
            raise AssertionError(f"{account['dataset']} {name}: bytes read and rejected are not the file's bytes")


def _made_with(night: Night) -> dict[str, Any]:
    """What canonical rows depend on beside delivery and contract; when it changes they are made anew.

    The region decides which of several counties of one name is meant, the key makes the digests of record ids.
    """
    key = night.settings.pseudonym_key.get_secret_value().encode("utf-8")
    return {
        "reader": READER_VERSION,
        "region": list(night.settings.region.prefectures),
        "counties": hashlib.sha256(counties.CHANGES.read_bytes()).hexdigest()[:12],
        "pseudonym_key": hashlib.blake2b(b"crosscheck", digest_size=6, key=hashlib.sha256(key).digest()).hexdigest(),
    }


def _passwords_tried(night: Night, system: str) -> str:
    key = night.settings.pseudonym_key.get_secret_value().encode("utf-8")
    return passwords.digest(passwords.archive_passwords(night, system), key)


def _is_present(night: Night, delivery: Delivery, made_with: dict[str, Any]) -> bool:
    """True where its canonical folder need not be made; a locked archive is tried again with other passwords."""
    try:
        said = json.loads((canonical_folder(night, delivery) / "accounting.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    if said.get("made_with") != made_with:
        return False
    tried = said.get("passwords_tried")
    return tried is None or bool(tried == _passwords_tried(night, said["dataset"].partition(".")[0]))
