"""What every rule found, what it explained away and by what, and what it could not prove: for those who tune it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipelines.contracts import Contracts
from pipelines.engine import Session
from pipelines.rules.result import RuleResultError, define_named, evaluate, support
from pipelines.rules.rulefile import LEFT_OUT as LEFT_OUT_FOLDER
from pipelines.rules.rulefile import Rule

OUTCOMES = ("hit", "explained", "not_provable")

#: What the query of what a rule leaves out returns, in this order: a row per thing that is, or would be, a finding.
CANDIDATES = pa.schema(
    [
        pa.field("county", pa.string()),  # null = the region, or a county not stated
        pa.field("explanation", pa.string()),  # what explains it
        pa.field("not_provable", pa.string()),  # what is missing as proof; both null: it is a finding
    ]
)

#: The same, counted; each of the first three once.
LEFT_OUT = pa.schema(
    [
        pa.field("county", pa.string()),  # empty = the region, or a county not stated
        pa.field("outcome", pa.string()),  # explained | not_provable
        pa.field("explanation", pa.string()),  # by what, or what is missing
        pa.field("rows_counted", pa.int64()),  # at the grain of the rule's findings
    ]
)

RULE_OUTCOMES = pa.schema(
    [
        pa.field("rule_id", pa.string(), nullable=False),
        pa.field("county", pa.string(), nullable=False),  # empty = the region, or a county not stated
        pa.field("outcome", pa.string(), nullable=False),  # hit | explained | not_provable
        pa.field("explanation", pa.string(), nullable=False),  # by what; empty for hits
        pa.field("rows", pa.int64(), nullable=False),
    ]
)


@dataclass(frozen=True)
class Evaluated:
    """What a rule found, as `RESULT`, and what it left out, as `LEFT_OUT`."""

    found: pa.Table
    left_out: pa.Table


def evaluate_both(session: Session, rule: Rule, contracts: Contracts, made: set[str] | None = None) -> Evaluated:
    """The findings of one rule and what it left out, both from the same relations; `made` as in `evaluate`.

    Raises:
        RuleResultError: a result is not of its shape.
        EngineError: a query is wrong.
    """
    standing = set() if made is None else made
    return Evaluated(evaluate(session, rule, contracts, standing), left_out(session, rule, standing))


def left_out(session: Session, rule: Rule, made: set[str]) -> pa.Table:
    """What a rule, evaluated before in the session, explained away and could not prove; as `LEFT_OUT`.

    Raises:
        RuleResultError: wrong columns or types, an empty reason.
        EngineError: the query itself is wrong.
    """
    source = f"{LEFT_OUT_FOLDER}/{rule.file}"
    define_named(session, rule.left_out, made)
    session.define("rule_left_out", rule.left_out, source=f"rules/{source}")
    returned = session.query("SELECT * FROM rule_left_out LIMIT 0").schema
    if returned != CANDIDATES:
        raise RuleResultError(
            f"{source}: the query must return {', '.join(CANDIDATES.names)} in this order, each a text "
            f"(CAST(… AS VARCHAR)); found " + ", ".join(f"{field.name} ({field.type})" for field in returned)
        )
    counted = session.query(support("left_out_counted"), source="support/left_out_counted.sql")
    if "" in counted["explanation"].to_pylist():
        raise RuleResultError(f"{source}: a reason is empty; give it a code, or null where there is none")
    return counted


def rule_outcomes(
    rules: Sequence[Rule], found: Iterable[dict[str, Any]], left_out_of: Mapping[str, pa.Table]
) -> pa.Table:
    """As `RULE_OUTCOMES`, sorted: a line for each county and reason, and one per rule and outcome without either.

    `left_out_of` is by rule id, as `LEFT_OUT`.
    """
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for rule in rules:
        for outcome in OUTCOMES:
            counted[rule.id, "", outcome, ""] = 0
        for row in left_out_of[rule.id].to_pylist():
            counted[rule.id, row["county"], row["outcome"], row["explanation"]] += row["rows_counted"]
    for row in found:
        counted[row["rule_id"], row["county"], "hit", ""] += 1
    lines = sorted(counted.items(), key=lambda line: (line[0][0], OUTCOMES.index(line[0][2]), line[0][1], line[0][3]))
    return pa.Table.from_pylist(
        [
            {"rule_id": rule, "county": county, "outcome": outcome, "explanation": explanation, "rows": rows}
            for (rule, county, outcome, explanation), rows in lines
        ],
        RULE_OUTCOMES,
    )
