"""Which rows of which deliveries the world of night D consists of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contracts import Dataset
from pipelines.quality import ACCEPTED, LOST
from pipelines.settings import Night
from pipelines.standardise import account_digest

#: of each dataset, how many of the newest believed deliveries the facts tell the verdicts on: whoever asks what changed
#: compares the last with the one before
TOLD_DELIVERIES = 2


@dataclass(frozen=True)
class Believed:
    """One accepted delivery: where its canonical rows are, and its place in the order of deliveries."""

    dataset: str
    delivery_id: str
    business_date: date
    sequence: int
    folder: Path


def believed_deliveries(night: Night) -> dict[str, list[Believed]]:
    """Accepted deliveries up to night D by dataset (all datasets present), oldest first.

    A later delivery of one business date supersedes the earlier ones of that date.
    """
    verdicts = pq.read_table(
        night.folder("quality") / "verdicts.parquet",
        columns=["dataset", "delivery_id", "business_date", "sequence", "verdict"],
        filters=[("verdict", "in", ACCEPTED)],
    ).to_pylist()
    newest: dict[str, dict[date, Believed]] = {dataset: {} for dataset in night.contracts.datasets}
    for row in sorted(verdicts, key=lambda row: (row["business_date"], row["sequence"])):
        if row["dataset"] not in newest:
            continue  # a dataset that is no longer declared
        folder = night.canonical / row["dataset"] / f"{row['delivery_id']}-{night.contracts.version}"
        newest[row["dataset"]][row["business_date"]] = Believed(
            row["dataset"], row["delivery_id"], row["business_date"], row["sequence"], folder
        )
    return {dataset: [of_day[day] for day in sorted(of_day)] for dataset, of_day in newest.items()}


def stood_on(dataset: Dataset, believed: Sequence[Believed], coverage: pa.Table) -> list[Believed]:
    """The believed deliveries whose rows the facts of the night are made of, oldest first.

    Of a full dataset the newest, unless a county lost its rows in it: then every one may have to stand in.
    """
    if dataset.delivery == "full" and not silent_since(coverage, dataset):
        return list(believed[-1:])
    return list(believed)


def told_verdicts(night: Night, believed: Mapping[str, Sequence[Believed]]) -> dict[str, pa.Table]:
    """`verdicts` and `alarms` as quality's, of the newest believed deliveries of each dataset alone."""
    told = {(each.dataset, each.delivery_id) for of in believed.values() for each in of[-TOLD_DELIVERIES:]}
    found = {}
    for name in ("verdicts", "alarms"):
        rows = pq.read_table(night.folder("quality") / f"{name}.parquet")
        of_rows = zip(rows["dataset"].to_pylist(), rows["delivery_id"].to_pylist(), strict=True)
        found[name] = rows.filter(pa.array([each in told for each in of_rows], pa.bool_()))
    return found


def reads(night: Night) -> dict[str, Any]:
    """All that the facts of a night are made of beside its coverage, as JSON can hold it: equal, and so are the facts.

    Deliveries they do not stand on are not in it: an older one corrected, superseded or held is another history and
    the same world.
    """
    believed = believed_deliveries(night)
    coverage = pq.read_table(night.folder("quality") / "coverage.parquet")
    rows_of = [
        _read_with(each)
        for dataset in night.contracts.datasets.values()
        for each in stood_on(dataset, believed[dataset.id], coverage)
    ]
    told = {
        name: [{column: str(value) for column, value in row.items()} for row in table.to_pylist()]
        for name, table in told_verdicts(night, believed).items()
    }
    return {"rows_of": rows_of, "told": told}


def reads_again(night: Night) -> list[list[str]]:
    """The deliveries whose rows may be looked at again beside the facts: those stood on, and those told of."""
    told = [_read_with(each) for of in believed_deliveries(night).values() for each in of[-TOLD_DELIVERIES:]]
    return [*reads(night)["rows_of"], *told]


def _read_with(delivery: Believed) -> list[str]:
    return [
        delivery.dataset,
        delivery.delivery_id,
        delivery.business_date.isoformat(),
        account_digest(delivery.folder),
    ]


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
