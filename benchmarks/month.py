"""A month of exports made from one night's: every night a small, known share of the rows differs from the night before.

Full exports leave out another slice of their rows each night; increments bring another slice; people in correction go
on being contacted. The same seed gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from data.generator.exports import Exporter
from data.generator.generate import Plan, build_world
from pipelines import landing, standardise
from pipelines.contracts import Dataset, load_contracts
from pipelines.settings import Night, load_settings

ROOT = Path(__file__).parents[1]
FIRST = date(2025, 10, 15)
#: of so many slices one leaves a full export each night and the one before comes back: 1/400 each, 0.5 % in all
SLICES = 400
#: in days: how often somebody in correction is contacted
CONTACTED_EVERY = 7

Row = dict[str, str | None]


def days(nights: int) -> list[date]:
    return [FIRST + timedelta(days=place) for place in range(nights)]


def base_rows(folder: Path, sentences: int, seed: int) -> dict[str, list[Row]]:
    """One generated night as text, by dataset: what its exports say, without the broken lines."""
    plan = Plan.of_size(sentences, seed=seed, nights=1)
    Exporter(build_world(plan), folder / "base", plan.seed).write()
    night = Night.of(load_settings(ROOT / "crosscheck.toml", home=folder / "base_home", inbox=folder / "base"), FIRST)
    landing.land(night)
    standardise.run(night)
    found: dict[str, list[Row]] = {}
    for delivery in landing.deliveries(night):
        table = pq.read_table(standardise.canonical_folder(night, delivery) / "received.parquet")
        found[delivery.dataset] = table.to_pylist()
    return found


def write_month(base: dict[str, list[Row]], inbox: Path, nights: int) -> int:
    """Write the exports of so many nights as CSV; returns the number of rows."""
    contracts = load_contracts()
    written = 0
    for place, day in enumerate(days(nights)):
        for dataset in contracts.datasets.values():
            rows = list(_rows_of(dataset, base.get(dataset.id, []), place, day))
            folder = inbox / dataset.source / dataset.name / day.isoformat()
            written += write_delivery(dataset, rows, folder, day)
    return written


def write_delivery(dataset: Dataset, rows: list[Row], folder: Path, day: date) -> int:
    """One delivery of one dataset as CSV; none where there are no rows. Returns the rows."""
    if not rows:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    columns = [column for column in dataset.columns if column.name in rows[0]]
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow([column.headers[0] for column in columns])
    lines.writerows([[row[column.name] or "" for column in columns] for row in rows])
    (folder / f"{dataset.name}_{day:%Y%m%d}.csv").write_text(text.getvalue(), "utf-8", newline="")
    return len(rows)


def slice_of(row: Row) -> int:
    return zlib.crc32(str(row["record_id"]).encode()) % SLICES


def _rows_of(dataset: Dataset, rows: list[Row], place: int, day: date) -> Iterator[Row]:
    if dataset.delivery == "full":
        yield from (row for row in rows if slice_of(row) != place)
    elif place == 0:
        yield from (row for row in rows if slice_of(row) >= SLICES // 4)
    else:
        yield from (row for row in rows if slice_of(row) == place)
        if dataset.id == "justice.contacts":
            yield from _contacts(rows, place, day)


def _contacts(rows: list[Row], place: int, day: date) -> Iterator[Row]:
    """Everybody in turn, as they were contacted before."""
    last: dict[str, Row] = {}
    for row in rows:
        last[str(row["correction_no"])] = row
    for number, row in sorted(last.items()):
        if zlib.crc32(number.encode()) % CONTACTED_EVERY == place % CONTACTED_EVERY:
            yield {**row, "contacted_at": f"{day.isoformat()} 10:00:00"}
