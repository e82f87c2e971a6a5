"""Rows per county: which county a row speaks for, counted once per delivery and kept beside its rows.

A dataset's rows are placed by a county column of their own, or through `correction_no` by the county of the newest
accepted register row of that number. Police datasets other than lodging come from nationwide systems: not placed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.contracts import Contracts, Dataset
from pipelines.engine import Session, write_parquet
from pipelines.engine.publishing import alone
from pipelines.quality.deliveries import Delivered

REGISTER = "justice.register"
_OWN_COUNTY = {
    "court.sentences": "execution_county",
    REGISTER: "county",
    "justice.prison_releases": "execution_county",
    "police.lodging": "county",
}
#: of an increment, the moment its event happened
_MOMENT = {
    "justice.contacts": "contacted_at",
    "justice.positions": "fixed_at",
    "police.lodging": "checked_in_at",
}
_QUERY = Path(__file__).with_name("county_rows.sql")
_PLACEMENT = Path(__file__).with_name("placement.sql")
_OWN_COUNTY_QUERY = Path(__file__).with_name("own_county.sql")
#: raise it when counting changes
_METHOD = 1
_COUNTS_SCHEMA = pa.schema(
    [
        pa.field("delivery_id", pa.string()),
        pa.field("place", pa.string()),
        pa.field("day", pa.date32()),
        pa.field("row_count", pa.int64()),
    ]
)


@dataclass(frozen=True)
class CountyRows:
    """Rows of one county in one delivery; `day` is the event's day for increments, else None."""

    delivery_id: str
    county: str
    day: date | None
    rows: int


def place_column(dataset: Dataset) -> str | None:
    """The column that places a row, `correction_no` going through the register; None where nothing does."""
    if dataset.id in _OWN_COUNTY:
        return _OWN_COUNTY[dataset.id]
    return "correction_no" if "correction_no" in dataset.column else None


def placeable(contracts: Contracts) -> list[Dataset]:
    """The datasets whose rows can be placed in a county."""
    return [dataset for dataset in contracts.datasets.values() if place_column(dataset) is not None]


def counted(delivery: Delivered, dataset: Dataset) -> Path:
    """Parquet of rows per place (and day), written beside the rows on first use; nights side by side take turns."""
    path = delivery.folder / f"places-{_METHOD}.parquet"
    if path.is_file():
        return path
    with alone(delivery.folder):
        if not path.is_file():
            staged = path.with_name(f".{path.name}.staged")
            write_parquet(_counts(delivery, dataset), staged)
            os.replace(staged, path)
    return path


def _counts(delivery: Delivered, dataset: Dataset) -> pa.Table:
    place, moment = place_column(dataset), _MOMENT.get(dataset.id) if dataset.delivery == "increment" else None
    parts = []
    for batch in pq.ParquetFile(delivery.rows).iter_batches(columns=[name for name in (place, moment) if name]):
        day = pc.cast(batch.column(moment), pa.date32(), safe=False) if moment else pa.nulls(len(batch), pa.date32())
        part = pa.table({"place": batch.column(place), "day": day})
        parts.append(part.group_by(["place", "day"]).aggregate([([], "count_all")]))
    whole = pa.concat_tables(parts) if parts else pa.table({"place": [], "day": [], "count_all": []})
    summed = whole.group_by(["place", "day"]).aggregate([("count_all", "sum")])
    known = summed.filter(pc.is_valid(summed.column("place"))).sort_by([("place", "ascending"), ("day", "ascending")])
    return pa.Table.from_arrays(
        [pa.repeat(delivery.delivery_id, len(known)), known["place"], known["day"], known["count_all_sum"]],
        names=_COUNTS_SCHEMA.names,
    ).cast(_COUNTS_SCHEMA)


def register_placement(session: Session, register: Sequence[Delivered]) -> pa.Table:
    """`place` (correction number) → `county`: the newest accepted register row of each number, however old.

    A county that is missing from tonight's register keeps its people's places this way.
    """
    if not register:
        return pa.table({"place": pa.array([], pa.string()), "county": pa.array([], pa.string())})
    session.attach("register_rows", [delivery.rows for delivery in register])
    dates = {
        "delivery_id": [each.delivery_id for each in register],
        "business_date": [each.business_date for each in register],
    }
    session.register("register_deliveries", pa.table(dates))
    return session.query(_PLACEMENT.read_text("utf-8"), source=_PLACEMENT.name)


def county_rows(
    session: Session, dataset: Dataset, deliveries: Sequence[Delivered], placement: pa.Table
) -> list[CountyRows]:
    """Rows per delivery, county and (for increments) day, for deliveries already accepted."""
    if not deliveries:
        return []
    session.attach("place_rows", [counted(delivery, dataset) for delivery in deliveries])
    if dataset.id in _OWN_COUNTY:
        own = session.query(_OWN_COUNTY_QUERY.read_text("utf-8"), source=_OWN_COUNTY_QUERY.name)
        session.register("placement", own)
    else:
        session.register("placement", placement)
    return list(_rows(session.query(_QUERY.read_text("utf-8"), source=_QUERY.name)))


def _rows(table: pa.Table) -> Iterable[CountyRows]:
    for row in table.to_pylist():
        yield CountyRows(row["delivery_id"], row["county"], row["day"], row["row_count"])
