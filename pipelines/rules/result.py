"""Runs one rule's query and holds its result to the fixed shape of a finding."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.contracts import Contracts
from pipelines.engine import Session
from pipelines.rules.plan_families import plan_families
from pipelines.rules.rulefile import Rule

SUPPORT = Path(__file__).with_name("support")
#: These run at their own moment; every other query of the folder is a relation that rules and each other may name.
_OWN_MOMENT = frozenset({"left_out_counted", "links", "needed_coverage", "placed", "reach", "result_faults"})
#: What SQL cannot say: relations computed from other relations, those they read from first.
COMPUTED = {"plan_families": (("office_plans",), plan_families)}
_READ_FROM = re.compile(r"\b(?:FROM|JOIN)\s+([a-z_]+)")
BANDS = ("1_10_days", "11_days_to_month", "over_month")
TIERS = ("A", "B", "C")
EVIDENCE = ("evidence_1", "evidence_2", "evidence_3", "evidence_4")

#: What every rule's query returns, in this order.
RESULT = pa.schema(
    [
        pa.field("finding_key", pa.string()),  # record ids, a field name at most, joined by '|'
        pa.field("county", pa.string()),  # whose procuratorate gets it; '' = region
        pa.field("person_record", pa.string()),  # the row whose name is shown
        pa.field("case_no", pa.string()),
        pa.field("correction_type", pa.string()),
        pa.field("since", pa.date32()),  # when the wrong began; picks the version of the law
        pa.field("days", pa.int64()),  # beyond the limit
        pa.field("band", pa.string()),
        pa.field("tier", pa.string()),
        pa.field("summary", pa.string()),
        pa.field("arithmetic", pa.string()),
        *(pa.field(name, pa.string()) for name in EVIDENCE),
    ]
)

_SQL_TYPES = {pa.string(): "VARCHAR", pa.date32(): "DATE", pa.int64(): "BIGINT"}


class RuleResultError(RuntimeError):
    """A rule's query returned something that is no finding: names the rule file, what is wrong and the cure."""


def prepare(session: Session) -> None:
    """Define what all rules may join beside the night's relations: `reach` (dataset, county, covered_to, state)."""
    session.define("reach", support("reach"), source="support/reach.sql")


def evaluate(session: Session, rule: Rule, contracts: Contracts, made: set[str] | None = None) -> pa.Table:
    """The findings of one rule, as `RESULT`, sorted by finding_key.

    The session holds every relation of the night and `reach`; `needed_coverage` is made here, for this rule, and so is
    every query of `support/` that it reads from, except those in `made`, to which they are added: one set per night.

    Raises:
        RuleResultError: wrong columns or types, a key twice, an unknown tier, band or dataset.
        EngineError: the query itself is wrong.
    """
    # an innocent explanation that could not be searched up to the night weakens a clue as a missing dataset does
    read = sorted({*rule.needs, *(search.dataset for search in rule.searched)})
    session.register("rule_needs", pa.table({"dataset": pa.array(read, pa.string())}))
    session.define("needed_coverage", support("needed_coverage"), source="support/needed_coverage.sql")
    define_named(session, rule.query, set() if made is None else made)
    found = session.query(rule.query, source=f"rules/{rule.file}")
    _check_shape(rule, found)
    found = found.cast(RESULT)
    session.register("rule_result", found)
    _check_rows(session, rule, found)
    _check_records(rule, found, contracts)
    return session.query(support("placed"), source="support/placed.sql").cast(RESULT)


def define_named(session: Session, query: str, made: set[str]) -> None:
    """Make the support relations a query reads from, those they read from first.

    Raises:
        EngineError: a support query is wrong.
    """
    for name in sorted(set(_READ_FROM.findall(query)) - _OWN_MOMENT):
        # a relation before this one may have needed it
        if name in made:
            continue
        if name in COMPUTED:
            read, computed = COMPUTED[name]
            made.add(name)
            define_named(session, " ".join(f"FROM {relation}" for relation in read), made)
            session.register(name, computed(session))
        if (SUPPORT / f"{name}.sql").is_file():
            made.add(name)
            define_named(session, support(name), made)
            session.define(name, support(name), source=f"support/{name}.sql")


def forget_unread(session: Session, coming: Iterable[Rule], made: set[str]) -> None:
    """Forget the relations of `made` that none of the coming rules reads, nor needs to make what it reads."""
    needed: set[str] = set()
    for rule in coming:
        if made <= needed:
            return
        needed |= relations_read(rule.queries, made)
    for name in sorted(made - needed):
        session.forget(name)
    made &= needed


def relations_read(query: str, made: Collection[str] = ()) -> set[str]:
    """The relations a query reads from, through support queries too, except those of relations already `made`."""
    named: set[str] = set()
    open_names = set(_READ_FROM.findall(query))
    while open_names:
        name = open_names.pop()
        named.add(name)
        if name in made:
            continue
        # a query may call a part of itself what a support query is called
        open_names |= _read_by_support(name) - named
    return named


@cache
def _read_by_support(name: str) -> frozenset[str]:
    """What a relation made for rules reads from itself, nothing of any other: asked again for every rule to come."""
    read = set(COMPUTED[name][0]) if name in COMPUTED else set()
    if (SUPPORT / f"{name}.sql").is_file():
        read |= set(_READ_FROM.findall(support(name)))
    return frozenset(read)


def support(name: str) -> str:
    """The text of a query that serves all rules."""
    return (SUPPORT / f"{name}.sql").read_text("utf-8")


def _check_shape(rule: Rule, found: pa.Table) -> None:
    names = found.schema.names
    if names != RESULT.names:
        missing = [name for name in RESULT.names if name not in names]
        surplus = [name for name in names if name not in RESULT.names]
        raise RuleResultError(
            f"{rule.file}: the query must return {', '.join(RESULT.names)} in this order; "
            f"missing: {missing or 'none'}, surplus: {surplus or 'none'}"
        )
    for field in RESULT:
        actual = found.schema.field(field.name).type
        if actual != field.type:
            raise RuleResultError(
                f"{rule.file}: column {field.name} is {actual}; make it CAST(… AS {_SQL_TYPES[field.type]})"
            )


def _check_rows(session: Session, rule: Rule, found: pa.Table) -> None:
    for column in ("finding_key", "tier", "summary", "arithmetic"):
        if found[column].null_count:
            raise RuleResultError(f"{rule.file}: {column} is null in {found[column].null_count} rows; give it a value")
    keys = found["finding_key"]
    if pc.count_distinct(keys).as_py() != found.num_rows:
        twice = session.query(
            "SELECT finding_key FROM rule_result GROUP BY finding_key HAVING COUNT(*) > 1 ORDER BY finding_key LIMIT 1"
        )["finding_key"][0].as_py()
        raise RuleResultError(
            f"{rule.file}: finding_key {twice} stands twice; join one to one or take the first by a total order"
        )
    for column, allowed in (("tier", TIERS), ("band", BANDS)):
        for value in pc.unique(found[column].drop_null()).to_pylist():
            if value not in allowed:
                raise RuleResultError(f"{rule.file}: {column} {value} is unknown; allowed: {', '.join(allowed)}")
    parts = [(key, part) for key in keys.to_pylist() for part in key.split("|")]
    names = [pa.field("finding_key", pa.string()), pa.field("part", pa.string())]
    session.register(
        "rule_key_parts", pa.table([[key for key, _ in parts], [part for _, part in parts]], schema=pa.schema(names))
    )
    wrong = session.query(support("result_faults"), source="support/result_faults.sql").to_pylist()
    if wrong:
        first = wrong[0]
        raise RuleResultError(
            f"{rule.file}: {first['fault']} in {first['findings']} findings, first {first['finding_key']}"
        )
    if rule.audience == "prosecutor":
        _check_wording(rule, found)


def _check_wording(rule: Rule, found: pa.Table) -> None:
    """A clue is no verdict: 涉嫌 or 疑似 stands in its summary, and a source record under it."""
    cautious = pc.match_substring_regex(found["summary"], "涉嫌|疑似")
    if found.num_rows and not pc.all(cautious).as_py():
        raise RuleResultError(f"{rule.file}: a summary for prosecutors says 涉嫌 or 疑似; a clue is no verdict")
    if found["evidence_1"].null_count:
        raise RuleResultError(f"{rule.file}: evidence_1 is null; a clue stands on at least one source record")


def _check_records(rule: Rule, found: pa.Table, contracts: Contracts) -> None:
    """Records cited belong to declared datasets, evidence to those the rule shows, the person to one with names."""
    for column in (*EVIDENCE, "person_record"):
        for dataset in sorted({str(record).split("/", 1)[0] for record in found[column].drop_null().to_pylist()}):
            if dataset not in contracts.datasets:
                raise RuleResultError(f"{rule.file}: {column} cites {dataset}, which is no dataset; give a record_id")
            if column == "person_record" and "person_name" not in contracts.datasets[dataset].column:
                raise RuleResultError(f"{rule.file}: person_record is of {dataset}, which holds no person_name")
            if column != "person_record" and dataset not in rule.shows:
                raise RuleResultError(f"{rule.file}: {column} is of {dataset}; add to `shows` which columns to display")
