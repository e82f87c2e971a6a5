"""Which rows of which deliveries the world of night D consists of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contracts import Dataset
from pipelines.quality import ACCEPTED, LOST
from pipelines.settings import Night


@dataclass(frozen=True)
class Believed:
    """One accepted delivery: where its canonical rows are, and its place in the order of deliveries."""

    delivery_id: str
    business_date: date
    sequence: int
    folder: Path


def believed_deliveries(night: Night, dataset: Dataset) -> list[Believed]:
    """Accepted deliveries of a dataset up to night D, oldest first.

    A later delivery of one business date supersedes the earlier ones of that date.
    """
    verdicts = pq.read_table(
        night.folder("quality") / "verdicts.parquet",
        filters=[("dataset", "==", dataset.id), ("verdict", "in", ACCEPTED)],
    ).to_pylist()
    newest: dict[date, Believed] = {}
    for row in sorted(verdicts, key=lambda row: (row["business_date"], row["sequence"])):
        folder = night.canonical / dataset.id / f"{row['delivery_id']}-{night.contracts.version}"
        newest[row["business_date"]] = Believed(row["delivery_id"], row["business_date"], row["sequence"], folder)
    return [newest[day] for day in sorted(newest)]


def silent_since(coverage: pa.Table, dataset: Dataset) -> dict[str, date | None]:
    """Counties that lost their rows in the dataset's newest delivery → the last date they had them."""
    return {
        row["county"]: row["covered_to"]
        for row in coverage.to_pylist()
        if row["dataset"] == dataset.id and row["county"] and row["state"] in LOST
    }


def selection_sql(dataset: Dataset, deliveries: Sequence[Believed], silent: dict[str, date | None]) -> str:
    """SQL that selects the rows of night D from relation `delivered` (all listed deliveries, with `arrival` 1, 2, …).

    Full deliveries: the newest; rows that belong to a silent county are carried over from the newest delivery
    that still spoke for it (relation `row_counties`: record_id, county). Increments: the newest row per key.
    """
    columns = "delivered.*"
    if dataset.delivery == "increment":
        return _newest_per_key("delivered", columns)
    newest = len(deliveries)
    carried = [
        (
            county,
            max((n for n, d in enumerate(deliveries, 1) if last is not None and d.business_date <= last), default=0),
        )
        for county, last in sorted(silent.items())
    ]
    conditions = [
        f"(delivered.arrival = {arrival} AND row_counties.county = '{county}')"
        for county, arrival in carried
        if arrival
    ]
    if not conditions:
        return f"SELECT {columns} FROM delivered WHERE delivered.arrival = {newest}"
    return f"""
        WITH chosen AS (
            SELECT {columns} FROM delivered WHERE delivered.arrival = {newest}
            UNION ALL
            SELECT {columns}
            FROM delivered
            JOIN row_counties ON row_counties.record_id = delivered.record_id
            WHERE delivered.arrival < {newest} AND ({" OR ".join(conditions)})
        )
        {_newest_per_key("chosen", "chosen.*")}"""


def _newest_per_key(relation: str, columns: str) -> str:
    return f"""
        SELECT * FROM (
            SELECT {columns},
                   row_number() OVER (PARTITION BY record_id ORDER BY arrival DESC, file, line) AS place
            FROM {relation}
        ) AS ranked
        WHERE place = 1"""
