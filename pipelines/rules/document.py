"""Puts together what a finding rests on: law, duty, coverage, searches, source rows, identity."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from pipelines.contracts import Contracts
from pipelines.engine import Session
from pipelines.law import statutes
from pipelines.rules.evidence import SourceRow, shown_values
from pipelines.rules.result import EVIDENCE, support
from pipelines.rules.rulefile import Rule
from pipelines.settings import Settings

Finding = dict[str, Any]


@dataclass(frozen=True)
class Background:
    """What documents of one night draw on beside the finding itself."""

    settings: Settings
    contracts: Contracts
    night: date
    rows: Mapping[str, SourceRow]
    reach: Mapping[tuple[str, str], tuple[date | None, str | None]]
    counties: Mapping[str, str]
    links: Mapping[tuple[str, str], dict[str, Any]]


def document(rule: Rule, finding: Finding, background: Background) -> str:
    """The JSON text of one finding; equal input gives equal text."""
    records = evidence_records(finding)
    on = finding["since"] or background.night
    content = {
        "rule": {
            "id": rule.id,
            "version": rule.version,
            "label": background.settings.label(rule.id, rule.label),
            "title": rule.title,
            "question": rule.question,
            "direction": rule.direction,
            "needs": list(rule.needs),
        },
        "law": [_law(reference, on) for reference in rule.law],
        "duty": list(rule.duty),
        "instrument": rule.instrument,
        "clears": list(rule.clears),
        "coverage": [_coverage(dataset, finding["county"], background) for dataset in rule.needs],
        "searched": [_searched(entry.dataset, entry.what, finding["county"], background) for entry in rule.searched],
        "evidence": [_evidence(rule, background.rows[record], background) for record in records],
        "links": [link for pair in _pairs(records) if (link := background.links.get(pair)) is not None],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def evidence_records(finding: Finding) -> list[str]:
    """The records a finding cites, in order, each once."""
    return list(dict.fromkeys(finding[name] for name in EVIDENCE if finding[name]))


def _law(reference: str, on: date) -> dict[str, Any]:
    """The article in force when the wrong began; `text` is what is printed, with a flag where it is unverified."""
    cited = statutes.cite(reference, on, strict=False).as_data()
    return {
        "reference": cited["reference"],
        "cited_as": cited["cited_as"],
        "title": cited["law"],
        "article": cited["article"],
        "text": cited["text"],
        "gist": cited["gist"],
        "in_force_from": cited["in_force_from"],
        "in_force_to": cited["in_force_to"],
        "verified": cited["verified"],
    }


def _coverage(dataset: str, county: str, background: Background) -> dict[str, Any]:
    covered_to, state = _reach(dataset, county, background)
    return {
        "dataset": dataset,
        "covered_to": covered_to.isoformat() if covered_to else None,
        "state": state,
        "covers": covered_to is not None and covered_to >= background.night,
    }


def _searched(dataset: str, what: str, county: str, background: Background) -> dict[str, Any]:
    covered_to, state = _reach(dataset, county, background)
    return {
        "dataset": dataset,
        "what": what,
        "covered_to": covered_to.isoformat() if covered_to else None,
        "state": state,
    }


def _reach(dataset: str, county: str, background: Background) -> tuple[date | None, str | None]:
    return background.reach.get((dataset, county), (None, "missing"))


def _evidence(rule: Rule, row: SourceRow, background: Background) -> dict[str, Any]:
    columns = rule.shows[row.dataset]
    return {
        "record_id": row.record_id,
        "dataset": row.dataset,
        "delivery_id": row.delivery_id,
        "file": row.file,
        "line": row.line,
        "values": shown_values(row, columns, background.contracts, background.counties, background.night),
    }


def _pairs(records: Sequence[str]) -> list[tuple[str, str]]:
    ordered = sorted(records)
    return [(first, second) for place, first in enumerate(ordered) for second in ordered[place + 1 :]]


def reach_by_place(session: Session) -> dict[tuple[str, str], tuple[date | None, str | None]]:
    """(dataset, county) → how far its data reach, and in which state, from the relation `reach`."""
    rows = session.query("SELECT dataset, county, covered_to, state FROM reach").to_pylist()
    return {(row["dataset"], row["county"]): (row["covered_to"], row["state"]) for row in rows}


def links_between(session: Session, findings: Sequence[Finding]) -> dict[tuple[str, str], dict[str, Any]]:
    """(record_a, record_b) → why two cited records are, or may be, one person's."""
    pairs = sorted({pair for finding in findings for pair in _pairs(evidence_records(finding))})
    session.register(
        "cited_pairs",
        pa.table(
            {
                "record_a": pa.array([first for first, _ in pairs], pa.string()),
                "record_b": pa.array([second for _, second in pairs], pa.string()),
            }
        ),
    )
    rows = session.query(support("links"), source="support/links.sql").to_pylist()
    return {(row["record_a"], row["record_b"]): row for row in rows}
