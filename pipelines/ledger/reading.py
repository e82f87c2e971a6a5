"""What a night left on disk, as rows for the ledger; nothing personal passes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines import answers
from pipelines.identity.weights import FILE as MODEL_FILE
from pipelines.identity.weights import load_model
from pipelines.settings import Night

LAW_FOLDER = Path(__file__).parents[1] / "law"
#: Settings that say where and how fast, not what: the same night under others is the same night.
NOT_ABOUT_CONTENT = frozenset(
    {
        "alerts",
        "home",
        "inbox",
        "sources",
        "replies",
        "ledger_url",
        "pseudonym_key",
        "archive_passwords",
        "engine",
        "retention_days",
    }
)


#: (dataset, county or empty for the dataset as a whole) → the day it reaches
Reach = dict[tuple[str, str], date | None]


@dataclass(frozen=True)
class NightContent:
    """The rows of one night by table, without the night itself."""

    manifest: dict[str, Any]
    deliveries: list[dict[str, Any]]
    coverage: list[dict[str, Any]]
    rules: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    origins: list[dict[str, Any]]


def read_night(night: Night) -> NightContent:
    """Read `quality/` and `rules/` of a night.

    Raises:
        FileNotFoundError: a step before this one has not run for the night.
    """
    coverage = _coverage(night)
    deliveries = [
        {
            "dataset": row["dataset"],
            "delivery_id": row["delivery_id"],
            "business_date": row["business_date"],
            "sequence": row["sequence"],
            "verdict": row["verdict"],
            "reason": row["reason"] or "",
            "rows_in": row["rows_in"] or 0,
            "rows_out": row["rows_out"] or 0,
            "rows_quarantined": row["rows_quarantined"] or 0,
            "text": row["text"] or "",
        }
        for row in _rows(night.folder("quality") / "verdicts.parquet")
    ]
    rules = [
        {"rule_id": row["rule_id"], "version": row["version"], "findings": row["findings"]}
        for row in _rows(night.folder("rules") / "rule_counts.parquet")
    ]
    reach: Reach = {(row["dataset"], row["county"]): row["covered_to"] for row in coverage}
    findings = [_finding(night, row, reach) for row in _rows(night.folder("rules") / "findings.parquet")]
    origins = _rows(night.folder("rules") / "origins.parquet")
    return NightContent(_manifest(night, deliveries, rules), deliveries, coverage, rules, findings, origins)


def covers(reach: Reach, dataset: str, county: str, day: date) -> bool:
    """Whether a dataset covers a day for a county: the county's own row, else the dataset as a whole."""
    covered_to = reach.get((dataset, county), reach.get((dataset, "")))
    return covered_to is not None and covered_to >= day


def _coverage(night: Night) -> list[dict[str, Any]]:
    """Every dataset as a whole, and the counties that differ from it: the others say nothing of their own."""
    found = [
        {
            "dataset": row["dataset"],
            "county": row["county"] or "",
            "covered_to": row["covered_to"],
            "state": row["state"],
        }
        for row in _rows(night.folder("quality") / "coverage.parquet")
    ]
    whole = {row["dataset"]: row for row in found if row["county"] == ""}
    return [
        row for row in found if row["county"] == "" or row != {**whole.get(row["dataset"], {}), "county": row["county"]}
    ]


def _finding(night: Night, row: dict[str, Any], reach: Reach) -> dict[str, Any]:
    needs = sorted(set(json.loads(row["document"])["rule"]["needs"]))
    county = row["county"] or ""
    return {
        "finding_id": row["finding_id"],
        "finding_key": row["finding_key"],
        "rule_id": row["rule_id"],
        "county": county,
        "audience": row["audience"],
        "tier": row["tier"] or "",
        "band": row["band"] or "",
        "since": row["since"],
        "digest": _digest(night, row),
        "needs": " ".join(needs),
        "covered": all(covers(reach, dataset, county, night.business_date) for dataset in needs),
    }


def _digest(night: Night, row: dict[str, Any]) -> str:
    """A keyed digest of the whole finding: tells a changed finding without holding its words."""
    key = hashlib.sha256(night.settings.pseudonym_key.get_secret_value().encode()).digest()
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), key=key, digest_size=12).hexdigest()


def _manifest(night: Night, deliveries: list[dict[str, Any]], rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "night": night.business_date.isoformat(),
        **versions(night),
        "answers": _answers_fingerprints(night),
        "rules": {row["rule_id"]: row["version"] for row in rules},
        "deliveries": [
            {
                "dataset": row["dataset"],
                "delivery_id": row["delivery_id"],
                "business_date": row["business_date"].isoformat(),
                "sequence": row["sequence"],
                "verdict": row["verdict"],
                "reason": row["reason"],
                **_arrival(night, row),
            }
            for row in sorted(deliveries, key=lambda row: (row["dataset"], row["business_date"], row["sequence"]))
        ],
    }


def versions(night: Night) -> dict[str, str]:
    """What a night is computed with now, beside deliveries, answers and rules."""
    model = night.settings.identity_weights or MODEL_FILE
    return {
        "contract_version": night.contracts.version,
        "law_version": _law_version(),
        "model": f"{load_model(model).version} {hashlib.sha256(model.read_bytes()).hexdigest()[:12]}",
        "settings": _settings_fingerprint(night),
    }


def _settings_fingerprint(night: Night) -> str:
    # secrets are excluded by name; one added later would show as asterisks, never as itself
    values = night.settings.model_dump(mode="json", exclude=set(NOT_ABOUT_CONTENT))
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def _answers_fingerprints(night: Night) -> dict[str, str]:
    """Of all that people had said for the night, and of what the verdicts had heard: somebody may speak in between."""
    heard = night.folder("quality") / "words.json"
    deliveries = json.loads(heard.read_text("utf-8"))["words"] if heard.is_file() else ""
    return {"all": answers.fingerprint(night.settings, night.business_date), "deliveries": deliveries}


def _law_version() -> str:
    """One hash over the statutes and the calendar as shipped."""
    hashed = hashlib.sha256()
    for file in sorted(LAW_FOLDER.glob("*")):
        if file.suffix in (".yaml", ".json", ".csv"):
            hashed.update(file.name.encode() + b"\0" + file.read_bytes())
    return hashed.hexdigest()[:16]


def _arrival(night: Night, delivery: dict[str, Any]) -> dict[str, Any]:
    """The night it came, and hashes of its files; their names stay out, a name may hold anything."""
    source, name = delivery["dataset"].split(".", 1)
    folder = night.landing / source / name / delivery["business_date"].isoformat() / delivery["delivery_id"]
    file = folder / "manifest.json"
    said = json.loads(file.read_text("utf-8")) if file.is_file() else {"files": []}
    known_from = said.get("known_from", delivery["business_date"].isoformat())
    return {"known_from": known_from, "sha256": sorted(entry["sha256"] for entry in said["files"])}


def _rows(file: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return rows
