"""Turns distinct combinations of levels into what they allow and how they read, once each, and joins that back."""

from __future__ import annotations

import pyarrow as pa

from pipelines.engine import Session
from pipelines.identity.comparing import LEVEL_COLUMNS, levels_of
from pipelines.identity.explain import levels_json, pair_sentence
from pipelines.identity.policy import ceiling, same_number

_QUOTED = [f'"{name}"' for name in LEVEL_COLUMNS]
_SCHEMA = pa.schema(
    [
        *((name, pa.bool_() if name == "apart" else pa.string()) for name in LEVEL_COLUMNS),
        ("ceiling", pa.string()),
        ("one_number", pa.bool_()),
        ("explanation", pa.string()),
        ("levels", pa.string()),
    ]
)


def judge(session: Session, weighed: str, judged: str) -> None:
    """Define `judged`: a, b, id (level), weight, ceiling, one_number, explanation, levels for the pairs of `weighed`.

    `one_number` is true where both numbers are valid and equal and the names agree.
    """
    columns = ", ".join(_QUOTED)
    combinations = session.query(f"SELECT DISTINCT {columns} FROM {weighed} ORDER BY {columns}", source="levels")
    rows = []
    for levels in levels_of(combinations):
        rows.append(
            {
                **levels._asdict(),
                "ceiling": ceiling(levels),
                "one_number": levels.id == "equal" and same_number(levels) == "same",
                "explanation": pair_sentence(levels),
                "levels": levels_json(levels),
            }
        )
    session.register("judgements", pa.Table.from_pylist(rows, _SCHEMA))
    same = " AND ".join(f"judgements.{name} = pairs.{name}" for name in _QUOTED)
    session.define(
        judged,
        f"""
        SELECT pairs.a, pairs.b, pairs.id, pairs.weight, judgements.ceiling, judgements.one_number,
            judgements.explanation, judgements.levels
        FROM {weighed} AS pairs INNER JOIN judgements ON {same}
        """,
    )
