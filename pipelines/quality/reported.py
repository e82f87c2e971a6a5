"""The verdicts that a night's report tells, out of all that were ever given."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow.parquet as pq

from pipelines.settings import Night


def reported_verdicts(night: Night) -> list[dict[str, Any]]:
    """Rows of `verdicts.parquet`, in their order: on the delivery each dataset stands on, and on those held since.

    What became of older deliveries, and of superseded ones, no report tells: it is the same with and without them.

    Raises:
        FileNotFoundError: the night has not been judged.
    """
    folder = night.folder("quality")
    coverage = pq.read_table(folder / "coverage.parquet", columns=["dataset", "county", "delivery_id"]).to_pylist()
    newest = {(row["dataset"], row["delivery_id"]) for row in coverage if not row["county"]}
    rows: list[dict[str, Any]] = pq.read_table(folder / "verdicts.parquet").to_pylist()
    since = {row["dataset"]: row["business_date"] for row in rows if (row["dataset"], row["delivery_id"]) in newest}
    return [
        row
        for row in rows
        if (row["dataset"], row["delivery_id"]) in newest
        or (
            row["verdict"] == "hold"
            and row["reason"] != "superseded"
            and row["business_date"] >= since.get(row["dataset"], date.min)
        )
    ]
