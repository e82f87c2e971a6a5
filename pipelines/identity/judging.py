"""What a combination of levels allows, weighs and reads: worked out once per combination, joined back by its number."""

from __future__ import annotations

import pyarrow as pa

from pipelines.engine import Session
from pipelines.identity.combinations import levels_of
from pipelines.identity.explain import levels_json, pair_sentence
from pipelines.identity.policy import ceiling, same_number
from pipelines.identity.weights import FIELDS, Model

_SCHEMA = pa.schema(
    [
        ("combination", pa.int64()),
        ("weight", pa.int64()),
        ("frequency", pa.string()),
        ("ceiling", pa.string()),
        ("id", pa.string()),
        ("name", pa.string()),
        ("one_number", pa.bool_()),
        ("explanation", pa.string()),
        ("levels", pa.string()),
    ]
)


def define_no_judgements(session: Session) -> None:
    """Define `judgements` without a row, for `add_judgements` to grow."""
    session.register("judgements", _SCHEMA.empty_table())


def add_judgements(session: Session, model: Model, compared: str) -> None:
    """Let `judgements` hold every combination of `compared`.

    `weight` is that of the prior and the levels, in milli-bits; `frequency` says whether the name counts as
    `written`, as `sounded` or not at all; `one_number` is true where both numbers are valid, equal and the names agree.
    """
    rows = []
    new = session.query(
        f"""
        SELECT DISTINCT combination FROM {compared}
        WHERE combination NOT IN (SELECT combination FROM judgements) ORDER BY combination
        """,
        source="combinations",
    )
    for number in new["combination"].to_pylist():
        levels = levels_of(number)
        said = sum(model.weights[field].get(getattr(levels, field), 0) for field in FIELDS)
        rows.append(
            {
                "combination": number,
                "weight": model.prior + said,
                "frequency": next((kind for kind in ("written", "sounded") if levels.name in getattr(model, kind)), ""),
                "ceiling": ceiling(levels),
                "id": levels.id,
                "name": levels.name,
                "one_number": levels.id == "equal" and same_number(levels) == "same",
                "explanation": pair_sentence(levels),
                "levels": levels_json(levels),
            }
        )
    known = session.query("SELECT * FROM judgements ORDER BY combination", source="judgements").cast(_SCHEMA)
    session.register("judgements", pa.concat_tables([known, pa.Table.from_pylist(rows, _SCHEMA)]))


def judge(session: Session, weighed: str, judged: str) -> None:
    """Define `judged`: the pairs of `weighed` (a, b, combination, weight) with ceiling, id (level) and name (level)."""
    session.define(
        judged,
        f"""
        SELECT pairs.a, pairs.b, pairs.combination, pairs.weight, judgements.ceiling, judgements.id, judgements.name
        FROM {weighed} AS pairs INNER JOIN judgements ON judgements.combination = pairs.combination
        """,
    )
