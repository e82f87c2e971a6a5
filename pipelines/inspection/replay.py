"""Reading again what an older contract, reader or setting had read: what leaves quarantine, and what else moves."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from pipelines import landing, ledger, standardise
from pipelines.engine import Session
from pipelines.inspection.deliveries import uses_of
from pipelines.inspection.errors import InspectionError
from pipelines.landing import Delivery
from pipelines.settings import Night, Settings

#: columns that say where a row is from, not what it says
_PROVENANCE = frozenset({"record_id", "delivery_id", "file", "line"})
#: where an earlier reading is held while the new one takes its place
_ASIDE = ".replay-"
_ONLY_IN = """
    SELECT 1 FROM {0}_quarantine AS one
    WHERE NOT EXISTS (SELECT 1 FROM {1}_quarantine AS other WHERE other.file = one.file AND other.line = one.line)"""


@dataclass(frozen=True)
class Reread:
    """One delivery read again, in rows: before = after + left − entered; `changed`: others that now say otherwise."""

    delivery: Delivery
    before: int
    left: int
    entered: int
    after: int
    changed: int
    rows_in_before: int
    rows_in: int
    nights: tuple[date, ...]

    @property
    def moved(self) -> bool:
        """True where a night that stands on the delivery would come out otherwise."""
        return bool(self.left or self.entered or self.changed or self.rows_in != self.rows_in_before)


@dataclass(frozen=True)
class Replayed:
    """What a replay did; `nights` are the recorded ones that stand on something that moved."""

    current: int
    reread: tuple[Reread, ...]

    @property
    def nights(self) -> tuple[date, ...]:
        """To be run again, oldest first."""
        return tuple(sorted({night for each in self.reread if each.moved for night in each.nights}))


def replay(settings: Settings, until: date = date.max, dataset: str | None = None) -> Replayed:
    """Read again every delivery whose canonical rows another contract, reader or setting made.

    Raises:
        InspectionError: the dataset is not declared.
        LandingError: a landed file is damaged.
    """
    night = Night.of(settings, until)
    if dataset is not None and dataset not in night.contracts.datasets:
        raise InspectionError(f"unknown dataset '{dataset}'; known: {', '.join(night.contracts.datasets)}")
    versions = {each.delivery_id: each.contract_version for each in ledger.received(settings, until, dataset)}
    for remains in settings.home.glob(f"{_ASIDE}*"):  # of one that was killed
        shutil.rmtree(remains, ignore_errors=True)
    chosen = [each for each in landing.deliveries(night) if dataset in (None, each.dataset)]
    outdated = [each for each in chosen if not standardise.is_current(night, each)]
    reread = [_reread(night, each, versions.get(each.delivery_id, night.contracts.version)) for each in outdated]
    ledger.record_received(night)
    return Replayed(len(chosen) - len(outdated), tuple(reread))


def _reread(night: Night, delivery: Delivery, version: str) -> Reread:
    before = night.canonical / delivery.dataset / f"{delivery.delivery_id}-{version}"
    with _held(before, night.settings.home) as old, Session(night.settings.engine) as session:
        standardise.standardise(night, delivery)
        new = standardise.canonical_folder(night, delivery)
        session.attach("new_rows", [new / "rows.parquet"])
        session.attach("new_quarantine", [new / "quarantine.parquet"])
        if old is None:
            left = changed = quarantined = rows = 0
            entered = _count(session, "SELECT 1 FROM new_quarantine")
        else:
            session.attach("old_rows", [old / "rows.parquet"])
            session.attach("old_quarantine", [old / "quarantine.parquet"])
            left, entered = (_count(session, _ONLY_IN.format(*pair)) for pair in (("old", "new"), ("new", "old")))
            changed = _count(session, _changed_sql(old / "rows.parquet", new / "rows.parquet"))
            quarantined = _count(session, "SELECT 1 FROM old_quarantine")
            rows = _count(session, "SELECT 1 FROM old_rows")
        now_quarantined = _count(session, "SELECT 1 FROM new_quarantine")
        now_rows = _count(session, "SELECT 1 FROM new_rows")
    return Reread(
        delivery,
        quarantined,
        left,
        entered,
        now_quarantined,
        changed,
        rows + quarantined,
        now_rows + now_quarantined,
        tuple(use.night for use in uses_of(night.settings, delivery) if use.stands_on_it),
    )


@contextmanager
def _held(folder: Path, home: Path) -> Iterator[Path | None]:
    """The earlier reading, also while its folder is replaced; None where there is none."""
    if not (folder / "quarantine.parquet").is_file():
        yield None
        return
    with TemporaryDirectory(dir=home, prefix=_ASIDE) as aside:
        for name in ("rows.parquet", "quarantine.parquet"):
            _link(folder / name, Path(aside) / name)
        yield Path(aside)


def _link(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # a file system without links
        shutil.copy2(file, target)


def _count(session: Session, sql: str) -> int:
    return int(session.query(f"SELECT count(*) AS rows FROM ({sql}) AS counted", source="replay")["rows"][0].as_py())


def _changed_sql(old: Path, new: Path) -> str:
    """Rows read both times, at one place of one file, that differ in a column which both readings have."""
    before, after = (pq.read_schema(file) for file in (old, new))
    shared = [name for name in before.names if name in after.names and name not in _PROVENANCE]
    differs = [
        f'old_rows."{name}" IS DISTINCT FROM new_rows."{name}"'
        if before.field(name).type == after.field(name).type
        else f'CAST(old_rows."{name}" AS VARCHAR) IS DISTINCT FROM CAST(new_rows."{name}" AS VARCHAR)'
        for name in shared
    ]
    return f"""
        SELECT 1 FROM old_rows
        JOIN new_rows ON new_rows.file = old_rows.file AND new_rows.line = old_rows.line
        WHERE {" OR ".join(differs)}"""
