"""The only thing that deletes: nights, reports and deliveries older than `retention_days` that no kept night uses.

What the ledger holds stays: what was received with its hashes and rows, verdicts, findings, answers.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines import landing, ledger
from pipelines.engine.publishing import alone
from pipelines.landing import Delivery, retiring
from pipelines.quality.covering import NEWEST_DELIVERIES
from pipelines.settings import Night, Settings


class RetentionError(ValueError):
    """Nothing can be removed: says which setting is missing, or which night is unfinished."""


@dataclass(frozen=True)
class Removal:
    """One thing to be removed: `night`, `report`, `delivery` (landed bytes), `rows` (a canonical folder) or `memory`
    (what identity keeps between nights of one that goes: computed again by the next night that needs it)."""

    kind: str
    name: str
    path: Path
    bytes: int


@dataclass(frozen=True)
class Plan:
    """What retention would remove as of a night, and the earliest night that stays."""

    first_night: date
    removals: tuple[Removal, ...]
    deliveries: tuple[Delivery, ...]


def plan(settings: Settings, today: date) -> Plan:
    """What is older than `retention_days` before `today` and used by no night that is kept; nothing is touched.

    A kept night uses every increment that it accepted, and of full deliveries those it took rows from or that its
    verdicts and coverage look at: the newest 60 it accepted and, of older ones, the last of each month. Deliveries of
    one dataset and date stay or go together, so that their sequence keeps its sense.

    Raises:
        RetentionError: `retention_days` is not set, or a night to be kept is unfinished.
    """
    if settings.retention_days is None:
        raise RetentionError("retention_days is not set, so nothing is ever removed; set it in crosscheck.toml")
    recorded = ledger.known_nights(settings)
    first = today - timedelta(days=settings.retention_days)
    first = min([first, *recorded[-1:]])  # the newest night is kept, however old
    kept = [folder for folder in _nights(settings) if _day_of(folder.name) >= first]
    used, folders = _used_deliveries(settings, kept), _used_folders(kept)
    night = Night.of(settings, date.max)
    everything = landing.deliveries(night)
    needed_dates = {(each.dataset, each.business_date) for each in everything if each.delivery_id in used}
    going = [
        each
        for each in everything
        if each.business_date < first and (each.dataset, each.business_date) not in needed_dates
    ]
    gone = {each.delivery_id for each in going}
    removals = [
        *_memories(settings, kept, {each.dataset for each in going}),
        *(_removal("night", folder) for folder in _nights(settings) if folder not in kept),
        *(_removal("report", folder) for folder in _reports(settings) if _day_of(folder.name) < first),
        *(_removal("delivery", each.folder, f"{each.dataset} {each.business_date}") for each in going),
    ]
    old = {each.delivery_id for each in everything if each.business_date < first}
    landed = {each.delivery_id for each in everything}
    for folder in sorted(night.canonical.glob("*/*")):
        delivery_id, _, version = folder.name.partition("-")
        stale = delivery_id in old and version != night.contracts.version and folder.name not in folders
        if not folder.name.startswith(".") and (delivery_id in gone or delivery_id not in landed or stale):
            removals.append(_removal("rows", folder, f"{folder.parent.name} {folder.name}"))
    return Plan(first, tuple(removals), tuple(going))


def carry_out(settings: Settings, planned: Plan) -> None:
    """Remove what was planned: rows before the bytes they came from, so that a kill leaves nothing half described."""
    root = Night.of(settings, date.max).landing
    retiring.clear_remains(root)
    _clear(settings.home)
    if not planned.removals:
        return
    retiring.set_horizon(root, planned.first_night)
    # memory before what it is of: after a kill its reason is still there
    for each in planned.removals:
        if each.kind == "memory":
            with alone(_memory(settings)):  # no night reads it meanwhile
                _remove(each.path)
        elif each.kind != "delivery":
            _remove(each.path)
    for delivery in planned.deliveries:
        retiring.retire(delivery)


def _memory(settings: Settings) -> Path:
    return settings.home / "cache" / "identity"


def _memories(settings: Settings, kept: Sequence[Path], datasets: Iterable[str]) -> Iterator[Removal]:
    """The people of a night that is not kept, and since when records are known where one of their deliveries goes."""
    last = _memory(settings) / "last"
    of_kept = (folder / "identity" / "persons.parquet" for folder in kept)
    if len(kept) < len(_nights(settings)) and last.is_dir():
        people = last / "persons.parquet"
        if not any(file.is_file() and filecmp.cmp(people, file, shallow=False) for file in of_kept):
            yield _removal("memory", last, "identity of the night computed last")
    for dataset in sorted(datasets):
        history = _memory(settings) / "history" / dataset
        if history.is_dir():
            yield _removal("memory", history, f"identity history of {dataset}")


def _used_deliveries(settings: Settings, kept: Iterable[Path]) -> set[str]:
    """Deliveries that a kept night needs to come out the same again."""
    contracts = Night.of(settings, date.max).contracts
    used: set[str] = set()
    for folder in kept:
        file = folder / "quality" / "verdicts.parquet"
        if not file.is_file() or not (folder / "facts" / "sources.parquet").is_file():
            raise RetentionError(f"night {folder.name} is unfinished, so what it needs is not known; run it first")
        verdicts = pq.read_table(file).to_pylist()
        verdicts.sort(key=lambda row: (row["business_date"], row["sequence"]))
        for dataset in contracts.datasets.values():
            accepted = [row for row in verdicts if row["dataset"] == dataset.id and row["verdict"] != "hold"]
            if dataset.delivery == "full":
                older, newest = accepted[:-NEWEST_DELIVERIES], accepted[-NEWEST_DELIVERIES:]
                monthly = {(row["business_date"].year, row["business_date"].month): row for row in older}
                accepted = [*monthly.values(), *newest]
            used.update(row["delivery_id"] for row in accepted)
        for name in ("quality/coverage", "facts/sources"):
            used.update(_distinct(folder / f"{name}.parquet", "delivery_id"))
    return used


def _used_folders(kept: Iterable[Path]) -> set[str]:
    """Canonical folders that the findings of a kept night point into."""
    return {name for folder in kept for name in _distinct(folder / "facts/sources.parquet", "folder")}


def _distinct(file: Path, column: str) -> set[str]:
    found: set[str] = set()
    for batch in pq.ParquetFile(file).iter_batches(columns=[column]):
        values: list[str | None] = pc.unique(pa.array(batch.column(0))).to_pylist()
        found.update(value for value in values if value)
    return found


def _nights(settings: Settings) -> list[Path]:
    return list(_dated(settings.home / "nights"))


def _reports(settings: Settings) -> list[Path]:
    return list(_dated(settings.home / "reports"))


def _dated(root: Path) -> Iterator[Path]:
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        if folder.is_dir() and not folder.name.startswith("."):
            yield folder


def _day_of(name: str) -> date:
    """`2025-10-15`, or `2025-10-15@2025-10-17`: a corrected view is as old as its night."""
    return date.fromisoformat(name.partition("@")[0])


def _removal(kind: str, path: Path, name: str | None = None) -> Removal:
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return Removal(kind, name or path.name, path, size)


def _remove(folder: Path) -> None:
    """By one rename, then whatever time it takes."""
    leaving = folder.with_name(f".removing-{folder.name}")
    os.rename(folder, leaving)
    shutil.rmtree(leaving)


def _clear(home: Path) -> None:
    for pattern in ("nights", "reports", "canonical/*", "cache/identity", "cache/identity/history"):
        for leaving in sorted(home.glob(f"{pattern}/.removing-*")):
            shutil.rmtree(leaving, ignore_errors=True)
