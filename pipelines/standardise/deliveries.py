"""One landed delivery after another becomes a canonical folder; what is there already is reused."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import landing
from pipelines.contracts.schema import QUARANTINE_SCHEMA
from pipelines.engine import staged_folder, write_json, write_parquet
from pipelines.engine.publishing import alone
from pipelines.landing import Delivery, LandedBytes, LandedFile, LandingError
from pipelines.law import counties
from pipelines.settings import Night
from pipelines.standardise import passwords
from pipelines.standardise.columns import ColumnReader
from pipelines.standardise.extract import Table
from pipelines.standardise.reading import File, Reading, ReadOtherwise
from pipelines.standardise.reasons import FileReason, FileRefusedError
from pipelines.standardise.row_groups import TABLES
from pipelines.standardise.rows import Place
from pipelines.standardise.unpacking import Part, unpack

log = logging.getLogger(__name__)

#: raise it when the same bytes under the same contract would be read differently
READER_VERSION = 7
#: pieces of a delivery are read side by side; however many, the same bytes are written
THREADS = os.cpu_count() or 1

#: how ZIP, GZ, old Office documents and Parquet begin
_NO_TEXT = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1")
_ARCHIVES = (".zip", ".gz")
#: refusals that other passwords may cure
_LOCKED = (FileReason.ENCRYPTED, FileReason.WRONG_PASSWORD)


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
        # nights that run side by side meet the same delivery: the first makes it, the others find it
        with alone(canonical_folder(night, delivery).parent):
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
    known: dict[str, Table | FileRefusedError] = {}
    while True:
        try:
            with (
                _memory_of_the_system(),
                ThreadPoolExecutor(THREADS, thread_name_prefix="standardise") as pool,
                staged_folder(canonical_folder(night, delivery)) as staged,
            ):
                account = _read_into(staged, night, delivery, known, pool)
            break
        except ReadOtherwise as found:  # what the head of a file promised, its later part did not keep
            known[found.file] = found.verdict
    log.info(
        "%s %s: %d rows in, %d out, %d quarantined",
        *(account[key] for key in ("dataset", "delivery_id", "rows_in", "rows_out", "rows_quarantined")),
    )
    return account


@contextmanager
def _memory_of_the_system() -> Iterator[None]:
    """Arrow's own allocators hand every freed piece back to the system, which clears it anew for the next one."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _read_into(
    staged: Path, night: Night, delivery: Delivery, known: dict[str, Table | FileRefusedError], pool: Executor
) -> dict[str, Any]:
    dataset = night.contracts.datasets[delivery.dataset]
    key = night.settings.pseudonym_key.get_secret_value().encode("utf-8")
    reading = Reading(dataset, ColumnReader(night.contracts, night.settings.region.prefectures), key, staged, pool)
    verified = []
    try:
        for landed in sorted(delivery.files, key=lambda file: file.name):
            verified.append(pool.submit(landing.verify, delivery, landed))
            for part in _parts(delivery, landed, passwords.archive_passwords(night, dataset.source), staged):
                reading.read(Place(dataset, delivery.delivery_id, part.label), part, known.get(part.label))
        files = reading.finish()
    finally:
        for file in verified:  # whatever a damaged file led to, that it is damaged is what is said
            file.result()
    account = {
        "dataset": dataset.id,
        "delivery_id": delivery.delivery_id,
        "made_with": _made_with(night),
        "files": [file.account for file in files],
        **{key: sum(file.account[key] for file in files) for key in ("rows_in", "rows_out", "rows_quarantined")},
    }
    if any(file.account["refused"] and file.account["refused"]["reason"] in _LOCKED for file in files):
        account["passwords_tried"] = _passwords_tried(night, dataset.source)
    quarantine = pa.concat_tables([QUARANTINE_SCHEMA.empty_table(), *(file.set_aside for file in files)])
    write_parquet(quarantine, staged / "quarantine.parquet")
    write_json(account, staged / "accounting.json")
    _assert_balanced(account, staged, files)
    return account


def _parts(delivery: Delivery, landed: LandedFile, opened_by: Sequence[bytes], staged: Path) -> Iterator[Part]:
    """The parts of one landed file: text is read where it lies; an archive, a workbook or Parquet is read whole."""
    content = LandedBytes(delivery, landed)
    if content[:8].startswith(_NO_TEXT) or landed.name.lower().endswith(_ARCHIVES):
        return unpack(landed.name, content[:], opened_by, staged)
    return iter([Part(landed.name, None, content)])


def _assert_balanced(account: dict[str, Any], staged: Path, files: list[File]) -> None:
    """Nothing disappears: what came in is out or in quarantine, per file; text also by the byte.

    Raises:
        AssertionError: it is not; nothing is published.
    """
    for file in files:
        said, name = file.account, file.place.file
        if file.rows_out != said["rows_out"] or said["rows_in"] != said["rows_out"] + said["rows_quarantined"]:
            raise AssertionError(f"{account['dataset']} {name}: rows in, out and quarantined do not balance")
        spans = said["bytes"]
        if spans and spans["file"] != sum(spans[part] for part in ("header", "rows", "rejected", "blank")):
            raise AssertionError(f"{account['dataset']} {name}: bytes read and rejected are not the file's bytes")
    written = {name: pq.read_metadata(staged / f"{name}.parquet").num_rows for name in (*TABLES, "quarantine")}
    if written != {
        "rows": account["rows_out"],
        "received": account["rows_out"],
        "quarantine": account["rows_quarantined"],
    }:
        raise AssertionError(f"{account['dataset']}: the files written do not hold the rows counted")


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
