"""What nights found, how their sums stand, why a finding was raised."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines import ledger, rules
from pipelines.inspection.errors import InspectionError
from pipelines.law.counties import county
from pipelines.settings import Night, Settings


@dataclass(frozen=True)
class Summary:
    """One night in a few lines."""

    night: str
    clues: int
    data_findings: int
    by_rule: list[tuple[str, str, int, int]]
    source_remarks: list[str]
    report: Path

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "night": self.night,
            "clues": self.clues,
            "data_findings": self.data_findings,
            "by_rule": [
                {"rule": rule, "label": label, "findings": count, "new": new}
                for rule, label, count, new in self.by_rule
            ],
            "source_remarks": self.source_remarks,
            "report": str(self.report),
        }


def nights_present(settings: Settings) -> list[date]:
    """Nights in the ledger whose results still stand on disk, oldest first: retention may have removed older ones."""
    return [day for day in sorted(ledger.known_nights(settings)) if _findings(Night.of(settings, day)).is_file()]


def _findings(night: Night) -> Path:
    return night.folder("rules") / "findings.parquet"


def summary_of(night: Night) -> Summary:
    """What one night found.

    Raises:
        InspectionError: the night has not been run.
    """
    file = _findings(night)
    if not file.is_file():
        day = night.business_date.isoformat()
        if night.business_date in ledger.known_nights(night.settings):
            raise InspectionError(f"the results of night {day} were removed; the ledger keeps what it found")
        raise InspectionError(f"night {day} has not been run; run it: crosscheck run --night {day}")
    found = pq.read_table(file, columns=["finding_id", "rule_id", "audience"]).to_pylist()
    statuses, suspects = ledger.statuses(night), ledger.suspects(night)
    findings = [row for row in found if row["finding_id"] not in suspects]
    labels = {rule.id: night.settings.label(rule.id, rule.label) for rule in rules.load_rules(night.contracts)}
    by_rule = []
    for rule_id in sorted({row["rule_id"] for row in findings}):
        ids = [row["finding_id"] for row in findings if row["rule_id"] == rule_id]
        new = sum(1 for finding_id in ids if statuses[finding_id].status == "new")
        by_rule.append((rule_id, labels.get(rule_id, ""), len(ids), new))
    remarks = [*_source_remarks(night), *_held_back(found, suspects)]
    clues = sum(1 for row in findings if row["audience"] == "prosecutor")
    return Summary(
        night.business_date.isoformat(),
        clues,
        len(findings) - clues,
        by_rule,
        remarks,
        night.reports / "region" / "report.html",
    )


def _held_back(found: list[dict[str, Any]], suspects: dict[str, ledger.Suspicion]) -> list[str]:
    """One line per rule and delivery suspected of having brought its clues."""
    why = [suspects[row["finding_id"]] for row in found if row["finding_id"] in suspects]
    held = Counter((each.rule_id, each.dataset, each.business_date, each.delivery_id) for each in why)
    return [
        f"{rule}有{count}条疑似由{dataset} {day}的交付({delivery_id})引起,暂缓核查:见报告“数据问题”"
        for (rule, dataset, day, delivery_id), count in sorted(held.items())
    ]


def _source_remarks(night: Night) -> list[str]:
    """One line per dataset that is not current, one per silent county with the number of its silent datasets."""
    coverage = pq.read_table(night.folder("quality") / "coverage.parquet").to_pylist()
    remarks = [f"{row['dataset']} {row['text']}" for row in coverage if not row["county"] and row["state"] != "current"]
    silent = Counter(row["county"] for row in coverage if row["county"] and row["state"] == "silent")
    for code, datasets in sorted(silent.items()):
        place = county(code)
        remarks.append(f"{place.name if place else code}({code})有{datasets}类数据未上报,自该日起不作“没有”的判断")
    return remarks


def balance(night: Night, county_code: str | None = None) -> list[dict[str, Any]]:
    """Rows by table and disposition, for the region or one county.

    Raises:
        InspectionError: the night has not been run.
    """
    file = night.folder("sentences") / "balance.parquet"
    if not file.is_file():
        raise InspectionError(f"night {night.business_date} has not been run")
    table = pq.read_table(file)
    if county_code is not None:
        table = table.filter(pc.equal(table["county"], county_code))
    grouped = table.group_by(["table", "disposition"]).aggregate([("rows", "sum")])
    rows = [{"table": r["table"], "disposition": r["disposition"], "rows": r["rows_sum"]} for r in grouped.to_pylist()]
    return sorted(rows, key=lambda row: (row["table"], row["disposition"]))


def explain(night: Night, finding_id: str) -> list[str]:
    """The reasoning of one finding in Chinese, line by line.

    Raises:
        InspectionError: no such finding on that night.
    """
    try:
        return rules.explain(night, finding_id)
    except LookupError:
        raise InspectionError(
            f"no finding '{finding_id}' on {night.business_date}; the report and the workbook show the ids"
        ) from None
