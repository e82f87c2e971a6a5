"""Nights as the ledger reads them: a table of who is found, which rules ran, and how far the datasets reach."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any

import pyarrow as pa

from pipelines.engine import staged_folder, write_json, write_parquet
from pipelines.rules.origins import ORIGINS
from pipelines.settings import Night, Settings
from tests.ledgers import settings_at

__all__ = ["settings_at"]

DAY1, DAY2, DAY3, DAY4 = (date(2025, 10, day) for day in (14, 15, 16, 17))
FINDINGS = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ["finding_id", "rule_id", "finding_key", "county"]),
        *(pa.field(name, pa.string()) for name in ["title", "summary", "person_record", "person_name"]),
        *(pa.field(name, pa.string()) for name in ["case_no", "correction_type"]),
        pa.field("since", pa.date32()),
        pa.field("days", pa.int64()),
        *(pa.field(name, pa.string()) for name in ["band", "tier", "arithmetic"]),
        pa.field("wrong_against_person", pa.bool_()),
        *(pa.field(name, pa.string()) for name in ["audience", "document"]),
    ]
)
VERDICTS = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("dataset", "delivery_id")),
        pa.field("business_date", pa.date32()),
        pa.field("sequence", pa.int64()),
        *(pa.field(name, pa.string()) for name in ("verdict", "reason", "text")),
        *(pa.field(name, pa.int64()) for name in ("rows_in", "rows_out", "rows_quarantined")),
    ]
)
COVERAGE = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("dataset", "county")),
        pa.field("covered_to", pa.date32()),
        pa.field("delivery_id", pa.string()),
        pa.field("business_date", pa.date32()),
        *(pa.field(name, pa.string()) for name in ("state", "text")),
    ]
)
RULE_COUNTS = pa.schema(
    [pa.field("rule_id", pa.string()), pa.field("version", pa.int64()), pa.field("findings", pa.int64())]
)
#: A name that must never reach the ledger.
CANARY = "金丝雀"
RULES = {"H01": 1, "S01": 1}


def finding(key: str, rule: str = "H01", county: str = "150102", **columns: Any) -> dict[str, Any]:
    document = {
        "rule": {"id": rule, "version": 1, "needs": ["court.sentences", "justice.register"]},
        "law": [],
        "evidence": [{"record_id": key, "values": [{"column": "person_name", "received": CANARY}]}],
    }
    row = {
        "finding_id": f"{rule}-{key}",
        "rule_id": rule,
        "finding_key": f"court.sentences/{key}",
        "county": county,
        "title": "漏管",
        "summary": "",
        "person_name": CANARY,
        "since": DAY1,
        "tier": "A",
        "band": "1_10_days",
        "wrong_against_person": False,
        "audience": "prosecutor",
        "document": json.dumps(document, ensure_ascii=False),
    }
    return {**row, **columns}


def leave_night(
    settings: Settings,
    day: date,
    found: list[dict[str, Any]],
    *,
    rules: dict[str, int] | None = None,
    reach: dict[tuple[str, str], date | None] | None = None,
    origins: list[dict[str, Any]] | None = None,
    released: Collection[date] = (),
) -> Night:
    """Leave what `quality` and `rules` leave; datasets reach the night unless said otherwise.

    `released` are the days whose deliveries a person accepted by name.
    """
    night = Night.of(settings, day)
    covered: dict[tuple[str, str], date | None] = {("court.sentences", ""): day, ("justice.register", ""): day}
    covered.update(reach or {})
    ran = RULES if rules is None else rules
    deliveries = [
        {
            "dataset": dataset,
            "delivery_id": f"{dataset}-{delivered}",
            "business_date": delivered,
            "sequence": 1,
            "verdict": "accept",
            "reason": "released" if delivered in released else "",
            "rows_in": 10,
            "rows_out": 9,
            "rows_quarantined": 1,
        }
        for delivered in sorted({day, *released})
        for dataset in ("court.sentences", "justice.register")
    ]
    coverage = [
        {"dataset": dataset, "county": county, "covered_to": to, "state": "current" if to == day else "silent"}
        for (dataset, county), to in covered.items()
    ]
    counts = [{"rule_id": rule, "version": version, "findings": 0} for rule, version in ran.items()]
    with staged_folder(night.folder("quality")) as folder:
        write_parquet(pa.Table.from_pylist(deliveries, VERDICTS), folder / "verdicts.parquet")
        write_parquet(pa.Table.from_pylist(coverage, COVERAGE), folder / "coverage.parquet")
    with staged_folder(night.folder("rules")) as folder:
        write_parquet(pa.Table.from_pylist(found, FINDINGS), folder / "findings.parquet")
        write_parquet(pa.Table.from_pylist(counts, RULE_COUNTS), folder / "rule_counts.parquet")
        write_parquet(pa.Table.from_pylist(origins or [], ORIGINS), folder / "origins.parquet")
    for delivery in deliveries:
        source, name = str(delivery["dataset"]).split(".")
        landed = night.landing / source / name / str(delivery["business_date"]) / str(delivery["delivery_id"])
        landed.mkdir(parents=True, exist_ok=True)
        files = [{"name": f"{CANARY}.csv", "sha256": f"sha-of-{delivery['delivery_id']}", "bytes": 1}]
        write_json({"files": files}, landed / "manifest.json")
    return night
