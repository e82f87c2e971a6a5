"""Reads what a night's steps left, once, for the reports of the region and of every county."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads
import pyarrow.parquet as pq

from pipelines import answers, ledger, quality, rules
from pipelines.settings import Night

Row = dict[str, Any]

#: of a clue that is gone: what its line shows
CALLED = ["finding_id", "title", "person_name", "case_no", "summary"]

#: Table of the balance → (dataset, column of the county): where its rows were received.
RECEIVED = {
    "sentences": ("court.sentences", "execution_county"),
    "releases": ("justice.prison_releases", "execution_county"),
    "register": ("justice.register", "county"),
}


@dataclass(frozen=True)
class NightData:
    """All inputs of a night's reports; read when first asked for."""

    night: Night

    @cached_property
    def statuses(self) -> dict[str, ledger.Status]:
        """Status of the findings a report may speak of: there, gone tonight, suspended, or named in an answer.

        What was over before and nobody spoke of stands in no report, whatever the ledger holds of it.
        """
        named = {name for answer in self.said for name in (answer.subject, answer.other)}
        return {
            finding_id: status
            for finding_id, status in ledger.statuses(self.night).items()
            if status.status != "resolved" or status.changed_on == self.night.business_date or finding_id in named
        }

    @cached_property
    def suspects(self) -> dict[str, ledger.Suspicion]:
        """Findings held back because one delivery seems to have brought them."""
        return ledger.suspects(self.night)

    @cached_property
    def previous_night(self) -> date | None:
        """The recorded night before this one."""
        return ledger.previous_night(self.night)

    @cached_property
    def basis(self) -> dict[str, str | int]:
        """What the night was computed from, as far as a report says it."""
        return ledger.basis(self.night)

    @cached_property
    def said(self) -> list[answers.Answer]:
        """Every answer ever given, in the order it was given: which count is a question of the night."""
        return answers.history(self.night.settings)

    @cached_property
    def said_of(self) -> dict[str, list[answers.Answer]]:
        """Answers about clues, by finding, in the order they were given."""
        by_finding: dict[str, list[answers.Answer]] = {}
        for answer in self.said:
            if answer.family == "finding":
                by_finding.setdefault(answer.subject, []).append(answer)
        return by_finding

    @cached_property
    def standing(self) -> dict[tuple[str, str, str], answers.Answer]:
        """The answers that stand on this night, by what they are about."""
        return {answer.about: answer for answer in answers.standing(self.said, self.night.business_date)}

    @cached_property
    def documents(self) -> tuple[ledger.Document, ...]:
        """Documents issued by this night, by the day they were served."""
        return ledger.documents(self.said, self.statuses, self.night.business_date)

    @cached_property
    def documents_of(self) -> dict[str, list[ledger.Document]]:
        """The same by the clue they name."""
        by_finding: dict[str, list[ledger.Document]] = {}
        for document in self.documents:
            for finding_id in document.findings:
                by_finding.setdefault(finding_id, []).append(document)
        return by_finding

    @cached_property
    def verdicts_on_clues(self) -> tuple[ledger.Verdict, ...]:
        """The last words about clues up to this night."""
        return ledger.verdicts(self.night, self.said)

    @cached_property
    def findings(self) -> list[Row]:
        """Findings of the night."""
        return _rows(self.night.folder("rules") / "findings.parquet")

    @cached_property
    def patterns(self) -> list[Row]:
        """类案 of the night; none of a night that ran before they were drawn."""
        return _rows_if_there(self.night.folder("rules") / "patterns.parquet")

    @cached_property
    def rule_outcomes(self) -> list[Row]:
        """What rules found, explained away and could not prove; nothing of a night that ran before it was told."""
        return _rows_if_there(self.night.folder("rules") / "rule_outcomes.parquet")

    @cached_property
    def rule_versions(self) -> dict[str, int]:
        """Rules that ran on the night."""
        counts = _rows(self.night.folder("rules") / "rule_counts.parquet")
        return {row["rule_id"]: row["version"] for row in counts}

    @cached_property
    def rules(self) -> dict[str, rules.Rule]:
        """The rules as shipped, by id."""
        return {rule.id: rule for rule in rules.load_rules(self.night.contracts)}

    @cached_property
    def verdicts(self) -> list[Row]:
        """The deliveries the night stands on and those held since, with their verdicts."""
        return quality.reported_verdicts(self.night)

    @cached_property
    def coverage(self) -> list[Row]:
        """How far every dataset reaches, whole and per county."""
        return _rows(self.night.folder("quality") / "coverage.parquet")

    @cached_property
    def checks(self) -> list[Row]:
        """Expectations that did not pass."""
        return [row for row in _rows(self.night.folder("quality") / "checks.parquet") if row["outcome"] != "passed"]

    @cached_property
    def counties(self) -> dict[str, Row]:
        """Counties by code."""
        return {row["county"]: row for row in _rows(self._facts("counties"))}

    @cached_property
    def balance(self) -> list[Row]:
        """Rows by county, table and outcome."""
        return _rows(self.night.folder("sentences") / "balance.parquet")

    @cached_property
    def quarantined(self) -> list[Row]:
        """Rows set aside in the deliveries the night stands on."""
        return _rows(self._facts("quarantined"))

    @cached_property
    def received(self) -> dict[str, Counter[str]]:
        """Rows received per table and county, counted from the facts and the quarantine, not from outcomes."""
        counted: dict[str, Counter[str]] = {}
        for table, (dataset, column) in RECEIVED.items():
            file = self._facts(self.night.contracts.datasets[dataset].relation)
            counts = pc.value_counts(pq.read_table(file, columns=[column]).column(column)).to_pylist()
            counted[table] = Counter({row["values"] or "": row["counts"] for row in counts})
            counted[table].update(row["county"] or "" for row in self.quarantined if row["dataset"] == dataset)
        return counted

    @cached_property
    def review_pairs(self) -> list[Row]:
        """Pairs of records a person has to decide on."""
        file = self.night.folder("identity") / "pairs.parquet"
        table = pads.dataset(file).to_table(filter=pc.field("outcome") == "review")
        rows: list[Row] = table.to_pylist()
        return sorted(rows, key=lambda row: (row["record_a"], row["record_b"]))

    @cached_property
    def cited_pairs(self) -> dict[tuple[str, str], Row]:
        """Pairs of records that the night's findings cite, as identity compared them."""
        cited: set[tuple[str, str]] = set()
        for finding in self.findings:
            cited |= {(link["record_a"], link["record_b"]) for link in json.loads(finding["document"])["links"]}
        firsts = pa.array(sorted({pair[0] for pair in cited}), pa.string())
        file = self.night.folder("identity") / "pairs.parquet"
        rows = pads.dataset(file).to_table(filter=pc.field("record_a").isin(firsts)).to_pylist()
        return {pair: row for row in rows if (pair := (row["record_a"], row["record_b"])) in cited}

    @cached_property
    def waiting_for_review(self) -> frozenset[str]:
        """Sentences and releases that have no outcome until a review is answered."""
        waiting: set[str] = set()
        for name in ("dispositions", "release_dispositions"):
            file = self.night.folder("sentences") / f"{name}.parquet"
            open_rows = pads.dataset(file).to_table(
                columns=["record_id"], filter=pc.field("disposition") == "needs_review"
            )
            waiting.update(open_rows.column("record_id").to_pylist())
        return frozenset(waiting)

    def rule_label(self, rule_id: str) -> str:
        """The label of a rule as this installation calls it; empty where no such rule is shipped."""
        rule = self.rules.get(rule_id)
        return self.night.settings.label(rule_id, rule.label if rule else "")

    def county_name(self, county: str | None) -> str:
        """Short name of a county, its code where the night does not know it."""
        if not county:
            return ""
        row = self.counties.get(county)
        return row["short_name"] if row else county

    def records(self, record_ids: Iterable[str]) -> dict[str, Row]:
        """Fact rows by record id, of whatever dataset; unknown ids are left out."""
        wanted: dict[str, list[str]] = {}
        for record_id in sorted(set(record_ids)):
            wanted.setdefault(record_id.split("/", 1)[0], []).append(record_id)
        found: dict[str, Row] = {}
        for dataset_id, ids in wanted.items():
            dataset = self.night.contracts.datasets.get(dataset_id)
            if dataset is not None:
                rows = _chosen(self._facts(dataset.relation), "record_id", ids)
                found.update((row["record_id"], row) for row in rows)
        return found

    def findings_of(self, day: date, finding_ids: Sequence[str]) -> dict[str, Row]:
        """What clues of another night were called, by id, as far as that night's data still stand."""
        file = Night(self.night.settings, self.night.contracts, day).folder("rules") / "findings.parquet"
        if not file.is_file():
            return {}
        return {row["finding_id"]: row for row in _chosen(file, "finding_id", finding_ids, CALLED)}

    def _facts(self, relation: str) -> Path:
        return self.night.folder("facts") / f"{relation}.parquet"


def _rows(file: Path) -> list[Row]:
    rows: list[Row] = pq.read_table(file).to_pylist()
    return rows


def _rows_if_there(file: Path) -> list[Row]:
    return _rows(file) if file.is_file() else []


def _chosen(file: Path, column: str, values: Sequence[str], columns: Sequence[str] | None = None) -> list[Row]:
    wanted = pa.array(sorted(values), pa.string())
    rows: list[Row] = pads.dataset(file).to_table(columns=columns, filter=pc.field(column).isin(wanted)).to_pylist()
    return rows
