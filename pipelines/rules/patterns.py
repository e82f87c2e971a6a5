"""类案: draws together what one unit does again and again, for one 检察建议 instead of many single notices."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa

from pipelines.engine import Session
from pipelines.rules.result import EVIDENCE, define_named, support
from pipelines.rules.rulefile import Rule

#: Days up to the night within which a wrong must have begun to count; support/pattern_findings.sql says the same.
WINDOW_DAYS = 90
UNIT_KINDS = ("agency", "office", "court")

PATTERNS = pa.schema(
    [
        pa.field("pattern_id", pa.string(), nullable=False),
        pa.field("rule_id", pa.string(), nullable=False),
        pa.field("unit_kind", pa.string(), nullable=False),  # agency | office | court
        pa.field("unit", pa.string(), nullable=False),
        pa.field("county", pa.string(), nullable=False),  # empty = no county of the region
        pa.field("findings", pa.int64(), nullable=False),
        pa.field("people", pa.int64(), nullable=False),
        pa.field("base", pa.int64(), nullable=False),
        pa.field("rest_findings", pa.int64(), nullable=False),
        pa.field("rest_base", pa.int64(), nullable=False),
        pa.field("first_since", pa.date32(), nullable=False),
        pa.field("last_since", pa.date32(), nullable=False),
        pa.field("arithmetic", pa.string(), nullable=False),
        pa.field("finding_ids", pa.string(), nullable=False),  # joined by a blank
    ]
)

_FINDINGS = pa.schema(
    [
        pa.field("rule_id", pa.string()),
        pa.field("finding_id", pa.string()),
        pa.field("county", pa.string()),
        pa.field("person_record", pa.string()),
        pa.field("since", pa.date32()),
        pa.field("audience", pa.string()),
        *(pa.field(name, pa.string()) for name in EVIDENCE),
    ]
)
_DUTIES = pa.schema([pa.field("rule_id", pa.string()), pa.field("unit_kind", pa.string())])
#: The court that decided, not one that received a petition or tried a later offence: its sentence is the one cited.
_DECIDING_COURT = re.compile(r"(社区矫正)?决定机关(（人民法院）)?|(原审|作出裁判的|作出判决的)?人民法院")
_BASES = {"agency": "在矫", "office": "在矫", "court": "裁判"}
_BASE_UNITS = {"agency": "人次", "office": "人次", "court": "件"}


def unit_kinds(rule: Rule) -> tuple[str, ...]:
    """The kinds of unit whose duty a rule speaks of, by whoever stands before the colon of each duty."""
    actors = [duty.split("：", 1)[0] for duty in rule.duty]
    kinds: set[str] = set()
    for actor in actors:
        if "社区矫正机构" in actor or "司法所" in actor:
            kinds.update(("agency", "office"))
        if _DECIDING_COURT.fullmatch(actor):
            kinds.add("court")
    return tuple(kind for kind in UNIT_KINDS if kind in kinds)


def patterns(session: Session, night: date, rules: Sequence[Rule], found: Iterable[dict[str, Any]]) -> pa.Table:
    """The patterns among a night's findings, as `PATTERNS`, sorted by rule, unit.

    `found` are findings with their evidence records; the session holds the night's relations.

    Raises:
        EngineError: a relation of the night is missing.
    """
    session.register("night_findings", pa.Table.from_pylist(list(found), _FINDINGS))
    duties = [{"rule_id": rule.id, "unit_kind": kind} for rule in rules for kind in unit_kinds(rule)]
    session.register("rule_duties", pa.Table.from_pylist(duties, _DUTIES))
    define_named(session, support("patterns"), set())
    drawn = session.query(support("patterns"), source="support/patterns.sql").to_pylist()
    members: dict[tuple[str, ...], list[str]] = {}
    listed = "SELECT * FROM pattern_units ORDER BY rule_id, unit_kind, county, unit, since, finding_id"
    for row in session.query(listed, source="rules: findings of patterns").to_pylist():
        key = (row["rule_id"], row["unit_kind"], row["county"], row["unit"])
        members.setdefault(key, []).append(row["finding_id"])
    rows = []
    for row in drawn:
        key = (row["rule_id"], row["unit_kind"], row["unit_county"], row["unit_name"])
        rows.append(
            {
                **row,
                "pattern_id": _pattern_id(key),
                "arithmetic": _arithmetic(row, night),
                "finding_ids": " ".join(members[key]),
            }
        )
    return pa.Table.from_pylist(rows, PATTERNS)


def _pattern_id(key: tuple[str, ...]) -> str:
    """`L-<rule>-<8 hex>`: the same for one unit and rule on every night."""
    return f"L-{key[0]}-{hashlib.blake2b('|'.join(key).encode(), digest_size=4).hexdigest()}"


def _arithmetic(row: dict[str, Any], night: date) -> str:
    kind = row["unit_kind"]
    begun = night - timedelta(days=WINDOW_DAYS)
    own = _rate(row["findings"], row["base"], kind)
    rest = _rate(row["rest_findings"], row["rest_base"], kind)
    return (
        f"{begun}至{night}（{WINDOW_DAYS}日内）开始的同类线索{row['findings']}条，涉及{row['people']}人；"
        f"本单位{own}，区内其余{rest}"
    )


def _rate(findings: int, base: int, kind: str) -> str:
    """`12条／在矫345人次＝每千34.8`; rounded for reading only, what decides is the product."""
    rate = (Decimal(findings * 1000) / Decimal(base)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{findings}条／{_BASES[kind]}{base}{_BASE_UNITS[kind]}＝每千{rate}"
