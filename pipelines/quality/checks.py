"""Check results per delivery, kept beside its rows: a function of (delivery, contract, suite), so nights reuse them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

import pyarrow as pa

from pipelines.contracts import Dataset
from pipelines.engine import write_json
from pipelines.quality.deliveries import Delivered
from pipelines.quality.expectations import CheckResult, run_suite
from pipelines.quality.frames import SLICE_ROWS, load_frame
from pipelines.quality.suites import Suite

#: raise it when the same suite would judge differently
_METHOD = 1

CHECKS_SCHEMA = pa.schema(
    [
        pa.field("dataset", pa.string()),
        pa.field("delivery_id", pa.string()),
        pa.field("check", pa.string()),
        pa.field("severity", pa.string()),
        pa.field("outcome", pa.string()),
        pa.field("failed_rows", pa.int64()),
        pa.field("sample_records", pa.string()),
    ]
)


def check(delivery: Delivered, dataset: Dataset, suite: Suite) -> list[CheckResult]:
    """The suite's results for a delivery, computed once and read again from `checks-<hash>.json` after that."""
    name = hashlib.sha256(f"{suite.version} {SLICE_ROWS} {_METHOD}".encode()).hexdigest()[:12]
    path = delivery.folder / f"checks-{name}.json"
    try:
        return [result_of(entry) for entry in json.loads(path.read_text("utf-8"))]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        pass  # not judged yet, or torn: judge (again)
    results = run_suite(load_frame(delivery.rows, dataset, suite.own), suite.own, delivery.business_date)
    write_json([asdict(result) for result in results], path)
    return results


def checks_table(results: list[tuple[Delivered, list[CheckResult]]]) -> pa.Table:
    """`checks.parquet`, sorted by dataset, delivery and check."""
    rows = [
        {
            "dataset": delivery.dataset,
            "delivery_id": delivery.delivery_id,
            "check": result.check,
            "severity": result.severity,
            "outcome": result.outcome,
            "failed_rows": result.failed_rows,
            "sample_records": " ".join(result.sample_records),
        }
        for delivery, checked in results
        for result in checked
    ]
    rows.sort(key=lambda row: (row["dataset"], row["delivery_id"], row["check"]))
    return pa.Table.from_pylist(rows, schema=CHECKS_SCHEMA)


def result_of(entry: dict[str, object]) -> CheckResult:
    """A result as it was kept."""
    severity, outcome, records = entry["severity"], entry["outcome"], entry["sample_records"]
    assert severity in ("critical", "warning")
    assert outcome in ("passed", "failed", "broken")
    assert isinstance(records, list)
    return CheckResult(str(entry["check"]), severity, outcome, int(str(entry["failed_rows"])), tuple(records))
