"""What every rule found, what it explained away and by what, and what it could not prove: for those who tune it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from pipelines.engine import Session
from pipelines.rules.result import support
from pipelines.rules.rulefile import Rule

#: Rules that rest on a disposition or a contact state, which alone tells what was left out and why.
TOLD = frozenset({"H01", "H06", "H07", "S01", "S02"})
OUTCOMES = ("hit", "explained", "not_provable")

RULE_OUTCOMES = pa.schema(
    [
        pa.field("rule_id", pa.string(), nullable=False),
        pa.field("county", pa.string(), nullable=False),  # empty = the region, or a county not stated
        pa.field("outcome", pa.string(), nullable=False),  # hit | explained | not_provable
        pa.field("explanation", pa.string(), nullable=False),  # by what; empty for hits
        pa.field("rows", pa.int64()),  # null: cannot be told
    ]
)


def rule_outcomes(session: Session, rules: Sequence[Rule], found: Iterable[dict[str, Any]]) -> pa.Table:
    """As `RULE_OUTCOMES`, sorted: every rule has a line per outcome, `rows` is null where it cannot be told.

    Raises:
        EngineError: a relation of the night is missing.
    """
    counted: Counter[tuple[str, str, str, str]] = Counter()
    unknown = set()
    for rule in rules:
        counted[rule.id, "", "hit", ""] = 0
        for outcome in ("explained", "not_provable"):
            if rule.id in TOLD:
                counted[rule.id, "", outcome, ""] = 0
            else:
                unknown.add((rule.id, "", outcome, ""))
    for row in found:
        counted[row["rule_id"], row["county"], "hit", ""] += 1
    ran = {rule.id for rule in rules}
    for row in session.query(support("rule_outcomes"), source="support/rule_outcomes.sql").to_pylist():
        if row["rule_id"] in ran:
            counted[row["rule_id"], row["county"], row["outcome"], row["explanation"]] += row["rows_counted"]
    lines = [(key, rows) for key, rows in counted.items()] + [(key, None) for key in unknown]
    lines.sort(key=lambda line: (line[0][0], OUTCOMES.index(line[0][2]), line[0][1], line[0][3]))
    return pa.Table.from_pylist(
        [
            {"rule_id": rule, "county": county, "outcome": outcome, "explanation": explanation, "rows": rows}
            for (rule, county, outcome, explanation), rows in lines
        ],
        RULE_OUTCOMES,
    )
