"""Reading again what an older contract, reader or setting had read: what leaves quarantine, and what else moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines import landing, ledger, standardise
from pipelines.inspection.deliveries import uses_of
from pipelines.inspection.errors import InspectionError
from pipelines.landing import Delivery
from pipelines.settings import Night, Settings

_PLACE = ["file", "line"]
#: columns that say where a row is from, not what it says
_PROVENANCE = frozenset({"record_id", "delivery_id", *_PLACE})


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
    chosen = [each for each in landing.deliveries(night) if dataset in (None, each.dataset)]
    outdated = [each for each in chosen if not standardise.is_current(night, each)]
    reread = [_reread(night, each, versions.get(each.delivery_id, night.contracts.version)) for each in outdated]
    ledger.record_received(night)
    return Replayed(len(chosen) - len(outdated), tuple(reread))


@dataclass(frozen=True)
class _State:
    """What one reading of a delivery left."""

    rows: pa.Table
    quarantine: pa.Table

    @classmethod
    def of(cls, folder: Path) -> _State:
        """Empty where there is no such reading."""
        if not (folder / "quarantine.parquet").is_file():
            nothing = pa.table({"file": pa.array([], pa.string()), "line": pa.array([], pa.int64())})
            return cls(nothing, nothing)
        # read whole before the folder may be replaced
        rows = pq.read_table(folder / "rows.parquet", memory_map=False)
        quarantine = pq.read_table(folder / "quarantine.parquet", columns=_PLACE, memory_map=False)
        return cls(rows, quarantine)


def _reread(night: Night, delivery: Delivery, version: str) -> Reread:
    old = _State.of(night.canonical / delivery.dataset / f"{delivery.delivery_id}-{version}")
    standardise.standardise(night, delivery)
    new = _State.of(standardise.canonical_folder(night, delivery))
    left = _without(old.quarantine, new.quarantine)
    entered = _without(new.quarantine, old.quarantine)
    nights = tuple(use.night for use in uses_of(night.settings, delivery) if use.stands_on_it)
    return Reread(
        delivery,
        old.quarantine.num_rows,
        left,
        entered,
        new.quarantine.num_rows,
        _changed(old.rows, new.rows),
        old.rows.num_rows + old.quarantine.num_rows,
        new.rows.num_rows + new.quarantine.num_rows,
        nights,
    )


def _without(one: pa.Table, other: pa.Table) -> int:
    """How many places of one table are not in the other."""
    return int(one.join(other, _PLACE, join_type="left anti").num_rows)


def _changed(old: pa.Table, new: pa.Table) -> int:
    """Rows read both times, at one place of one file, whose values differ in a column that both readings have."""
    kept_old, kept_new = (_at_shared_places(one, other) for one, other in ((old, new), (new, old)))
    differs = np.zeros(kept_old.num_rows, np.bool_)
    for name in [name for name in old.column_names if name in new.column_names and name not in _PROVENANCE]:
        before, after = kept_old.column(name), kept_new.column(name)
        if before.type != after.type:
            before, after = pc.cast(before, pa.string()), pc.cast(after, pa.string())
        same = pc.fill_null(pc.equal(before, after), False)
        both_empty = pc.and_(pc.is_null(before), pc.is_null(after))
        differs |= ~np.asarray(pc.or_(same, both_empty).to_numpy(), np.bool_)
    return int(differs.sum())


def _at_shared_places(table: pa.Table, other: pa.Table) -> pa.Table:
    numbered = table.select(_PLACE).append_column("position", pa.array(np.arange(table.num_rows)))
    shared = numbered.join(other.select(_PLACE), _PLACE, join_type="left semi")
    order = shared.sort_by([("file", "ascending"), ("line", "ascending")]).column("position")
    return table.take(order)
