"""Runs every rule over one night and leaves its findings, each with what it rests on."""

from __future__ import annotations

import hashlib
from functools import partial

import pyarrow as pa

from pipelines import facts
from pipelines.engine import Session, staged_folder, write_parquet
from pipelines.rules.document import Background, Finding, document, evidence_records, links_between, reach_by_place
from pipelines.rules.evidence import source_rows
from pipelines.rules.kept import Kept
from pipelines.rules.origins import origins
from pipelines.rules.outcomes import Evaluated, evaluate_both, rule_outcomes
from pipelines.rules.patterns import patterns
from pipelines.rules.result import forget_unread, prepare
from pipelines.rules.rulefile import Rule, load_rules
from pipelines.settings import Night

#: What earlier stages leave beside the facts, by step.
RELATIONS = {
    "identity": ("persons", "pairs", "traces"),
    "sentences": ("sentence_links", "dispositions", "release_dispositions", "contact_states", "balance"),
}

#: What nearly every rule asks, most of them several times: whose a record is.
WHOSE = ("persons", ("record_id", "person_id"))

FINDINGS = pa.schema(
    [
        pa.field("finding_id", pa.string(), nullable=False),
        pa.field("rule_id", pa.string(), nullable=False),
        pa.field("finding_key", pa.string(), nullable=False),
        pa.field("county", pa.string(), nullable=False),  # empty = region
        pa.field("title", pa.string(), nullable=False),  # the rule's label as this office uses it
        pa.field("summary", pa.string(), nullable=False),
        pa.field("person_record", pa.string()),
        pa.field("person_name", pa.string()),
        pa.field("case_no", pa.string()),
        pa.field("correction_type", pa.string()),
        pa.field("since", pa.date32()),
        pa.field("days", pa.int64()),
        pa.field("band", pa.string()),
        pa.field("tier", pa.string(), nullable=False),
        pa.field("arithmetic", pa.string(), nullable=False),
        pa.field("wrong_against_person", pa.bool_(), nullable=False),
        pa.field("audience", pa.string(), nullable=False),
        pa.field("document", pa.string(), nullable=False),
    ]
)

RULE_COUNTS = pa.schema(
    [
        pa.field("rule_id", pa.string(), nullable=False),
        pa.field("version", pa.int64(), nullable=False),
        pa.field("findings", pa.int64(), nullable=False),
    ]
)


def run(night: Night) -> dict[str, int]:
    """Write `nights/<D>/rules/`; returns findings per rule.

    Raises:
        RuleFileError: a rule file is wrong.
        RuleResultError: a rule's result is no finding.
        EvidenceError: a cited record is not there.
    """
    rules = load_rules(night.contracts)
    with staged_folder(night.folder("rules")) as folder, Session(night.settings.engine) as session:
        found, left_out = evaluated(session, night, rules)
        counts = {rule.id: len(found[rule.id]) for rule in rules}
        rows = [row for rule in rules for row in found[rule.id]]
        write_parquet(pa.Table.from_pylist(rows, FINDINGS), folder / "findings.parquet")
        counted = [{"rule_id": rule.id, "version": rule.version, "findings": counts[rule.id]} for rule in rules]
        write_parquet(pa.Table.from_pylist(counted, RULE_COUNTS), folder / "rule_counts.parquet")
        write_parquet(rule_outcomes(rules, rows, left_out), folder / "rule_outcomes.parquet")
        write_parquet(origins(session, night, rules, rows), folder / "origins.parquet")
        write_parquet(patterns(session, night.business_date, rules, rows), folder / "patterns.parquet")
    return counts


def evaluated(
    session: Session, night: Night, rules: tuple[Rule, ...]
) -> tuple[dict[str, list[Finding]], dict[str, pa.Table]]:
    """Rule id → its finished findings, sorted by finding_key; and rule id → what it left out, as `LEFT_OUT`."""
    attach_night(session, night)
    prepare(session)
    made: set[str] = set()
    kept = Kept(night, ("facts", *RELATIONS))
    results: dict[str, Evaluated] = {}
    with session.held(*WHOSE):
        for place, rule in enumerate(rules, 1):
            results[rule.id] = kept.result(rule, partial(evaluate_both, session, rule, night.contracts, made))
            forget_unread(session, rules[place:], made)
    found = {rule.id: results[rule.id].found.to_pylist() for rule in rules}
    every = [row for rule in rules for row in found[rule.id]]
    records = {record for row in every for record in evidence_records(row)}
    records.update(row["person_record"] for row in every if row["person_record"])
    counties = session.query("SELECT county, short_name FROM counties ORDER BY county").to_pylist()
    background = Background(
        settings=night.settings,
        contracts=night.contracts,
        night=night.business_date,
        rows=source_rows(session, night, records),
        reach=reach_by_place(session),
        counties={row["county"]: row["short_name"] for row in counties},
        links=links_between(session, every),
    )
    finished = {rule.id: [_finished(rule, row, background) for row in found[rule.id]] for rule in rules}
    return finished, {rule.id: results[rule.id].left_out for rule in rules}


def finding_id(rule_id: str, finding_key: str) -> str:
    """`<rule>-<12 hex>`: the same for one key on every night."""
    return f"{rule_id}-{hashlib.blake2b(finding_key.encode(), digest_size=6).hexdigest()}"


def attach_night(session: Session, night: Night) -> None:
    """Make everything earlier steps left of a night readable as relations.

    Raises:
        EngineError: a step before this one has not run for the night.
    """
    facts.attach(session, night)
    for step, names in RELATIONS.items():
        for name in names:
            session.attach(name, [night.folder(step) / f"{name}.parquet"])


def _finished(rule: Rule, row: Finding, background: Background) -> Finding:
    person = row["person_record"]
    return {
        **row,
        "finding_id": finding_id(rule.id, row["finding_key"]),
        "rule_id": rule.id,
        "title": background.settings.label(rule.id, rule.label),
        "person_name": background.rows[person].read["person_name"] if person else None,
        "wrong_against_person": rule.wrong_against_person,
        "audience": rule.audience,
        "document": document(rule, row, background),
    }
