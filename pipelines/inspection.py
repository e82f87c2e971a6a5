"""What people ask of an installation: what came, what was set aside, how the sums stand, is it in order."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines import landing, ledger, rules, sources
from pipelines.law.calendar import working_calendar
from pipelines.law.counties import county
from pipelines.settings import Night, Settings

ACCOUNTING_COLUMNS = ("dataset", "business_date", "rows_in", "rows_out", "rows_quarantined", "files_refused")
LEAST_FREE_BYTES = 2_000_000_000
LEAST_HORIZON_DAYS = 60


class InspectionError(LookupError):
    """What was asked for is not there: names it and the cure."""


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


@dataclass(frozen=True)
class Check:
    """One thing `doctor` looked at."""

    name: str
    ok: bool
    text: str


def nights_present(settings: Settings) -> list[date]:
    """Nights whose findings are in the ledger, oldest first."""
    return sorted(ledger.known_nights(settings))


def summary_of(night: Night) -> Summary:
    """What one night found.

    Raises:
        InspectionError: the night has not been run.
    """
    file = night.folder("rules") / "findings.parquet"
    if not file.is_file():
        day = night.business_date.isoformat()
        raise InspectionError(f"night {day} has not been run; run it: crosscheck run --night {day}")
    findings = pq.read_table(file, columns=["finding_id", "rule_id", "audience"]).to_pylist()
    statuses = ledger.statuses(night)
    labels = {rule.id: night.settings.label(rule.id, rule.label) for rule in rules.load_rules(night.contracts)}
    by_rule = []
    for rule_id in sorted({row["rule_id"] for row in findings}):
        ids = [row["finding_id"] for row in findings if row["rule_id"] == rule_id]
        new = sum(1 for finding_id in ids if statuses[finding_id].status == "new")
        by_rule.append((rule_id, labels.get(rule_id, ""), len(ids), new))
    remarks = _source_remarks(night)
    clues = sum(1 for row in findings if row["audience"] == "prosecutor")
    return Summary(
        night.business_date.isoformat(),
        clues,
        len(findings) - clues,
        by_rule,
        remarks,
        night.reports / "region" / "report.html",
    )


def _source_remarks(night: Night) -> list[str]:
    """One line per dataset that is not current, one per silent county with the number of its silent datasets."""
    coverage = pq.read_table(night.folder("quality") / "coverage.parquet").to_pylist()
    remarks = [f"{row['dataset']} {row['text']}" for row in coverage if not row["county"] and row["state"] != "current"]
    silent = Counter(row["county"] for row in coverage if row["county"] and row["state"] == "silent")
    for code, datasets in sorted(silent.items()):
        place = county(code)
        remarks.append(f"{place.name if place else code}({code})有{datasets}类数据未上报,自该日起不作“没有”的判断")
    return remarks


def accounting(night: Night, source: str | None = None) -> list[dict[str, Any]]:
    """Rows in, out and quarantined of every delivery up to the night, with what was refused and why."""
    rows = []
    for delivery in landing.deliveries(night):
        if source is not None and not delivery.dataset.startswith(source + "."):
            continue
        folder = _canonical_folder(night, delivery.dataset, delivery.delivery_id)
        account = json.loads((folder / "accounting.json").read_text("utf-8"))
        refused = [file for file in account["files"] if file["refused"]]
        refusals = [f"{delivery.dataset} {file['name']}: {file['refused']['text']}" for file in refused]
        rows.append(
            {
                "dataset": delivery.dataset,
                "business_date": delivery.business_date,
                "rows_in": account["rows_in"],
                "rows_out": account["rows_out"],
                "rows_quarantined": account["rows_quarantined"],
                "files_refused": len(refusals),
                "refusals": refusals,
            }
        )
    return rows


def quarantined(night: Night, dataset: str | None = None) -> list[dict[str, Any]]:
    """Where and why rows were set aside, in everything delivered up to the night; no values.

    Raises:
        InspectionError: the dataset is not declared.
    """
    if dataset is not None and dataset not in night.contracts.datasets:
        raise InspectionError(f"unknown dataset '{dataset}'; known: {', '.join(night.contracts.datasets)}")
    from pipelines.standardise.reasons import REASONS

    rows = []
    for delivery in landing.deliveries(night):
        if dataset is not None and delivery.dataset != dataset:
            continue
        file = _canonical_folder(night, delivery.dataset, delivery.delivery_id) / "quarantine.parquet"
        for row in pq.read_table(file, columns=["file", "line", "reason", "column"]).to_pylist():
            place = {"dataset": delivery.dataset, "business_date": delivery.business_date}
            rows.append({**place, **row, "cure": REASONS[row["reason"]].english})
    return rows


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


def examine(settings: Settings) -> list[Check]:
    """Is this installation in order: inbox, declared sources, home, calendar horizon, disk, pseudonym key."""
    checks = [Check("settings", True, f"region {settings.region.name}, home {settings.home}")]
    inbox = settings.inbox
    present = inbox.is_dir()
    if sources.uses_inbox(night := Night.of(settings, date.min)):
        cure = "" if present else " is missing; create it or set `inbox` in crosscheck.toml"
        checks.append(Check("inbox", present, f"{inbox}{cure}"))
    checks.extend(Check(*found) for found in sources.standing(night))
    newest = _newest_business_date(inbox) if present else None
    horizon = working_calendar().horizon
    enough = newest is None or newest + timedelta(days=LEAST_HORIZON_DAYS) <= horizon
    cure = "" if enough else "; update the package chinesecalendar, see docs/law.md"
    checks.append(Check("calendar", enough, f"working days known to {horizon}{cure}"))
    place = settings.home if settings.home.exists() else settings.home.absolute().parent
    free = shutil.disk_usage(place).free if place.exists() else 0
    checks.append(Check("disk", free >= LEAST_FREE_BYTES, f"{free / 1e9:.1f} GB free at {place}"))
    own_key = settings.pseudonym_key.get_secret_value() != "crosscheck-sample"
    note = "own key" if own_key else "the sample's key: set CROSSCHECK_PSEUDONYM_KEY before real data"
    checks.append(Check("pseudonym key", own_key or (_is_sample(inbox) and settings.sources is None), note))
    return checks


def _newest_business_date(inbox: Path) -> date | None:
    days = []
    for folder in inbox.glob("*/*/*"):
        try:
            days.append(date.fromisoformat(folder.name))
        except ValueError:
            continue
    return max(days, default=None)


def _is_sample(inbox: Path) -> bool:
    return inbox.parts[-3:] == ("data", "sample", "inbox")


def _canonical_folder(night: Night, dataset: str, delivery_id: str) -> Path:
    folder = night.canonical / dataset / f"{delivery_id}-{night.contracts.version}"
    if not folder.is_dir():
        raise InspectionError(f"{dataset} delivery {delivery_id} is landed but not standardised; run crosscheck pull")
    return folder
