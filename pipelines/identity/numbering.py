"""What identity numbers settle with certainty: replaced numbers, records of one number, and whose number it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyarrow as pa

from pipelines.engine import Session
from pipelines.identity.comparing import compare, levels_of, sql_file
from pipelines.identity.names import NameForms
from pipelines.identity.policy import same_number
from pipelines.identity.weights import Model

_SPLITS = pa.schema([("mention", pa.int64()), ("cell", pa.int64())])
_ROOTS = pa.schema([("mention", pa.int64()), ("id_root", pa.string())])


def settle_numbers(session: Session, forms: dict[str, NameForms], model: Model) -> None:
    """Define `roots`, `cells`, `owners` and `number_conflicts` (pairs of one number whose names do not agree)."""
    session.register("roots", _ROOTS.empty_table())
    session.register("roots", _replaced_numbers(session, forms))
    session.define("numbers", sql_file("numbers", records_per_number=model.records_per_number), source="numbers.sql")
    session.define(
        "contested",
        """
        SELECT x.mention AS a, y.mention AS b FROM numbers AS x
        INNER JOIN numbers AS y ON y.number = x.number AND x.mention < y.mention
        WHERE x.kind = 'contested'
        """,
    )
    compare(session, forms, "contested", "contested_levels")
    session.register("splits", _splits(session))
    session.define("cells", sql_file("cells"), source="cells.sql")
    session.define("owners", sql_file("owners"), source="owners.sql")
    session.define(
        "number_conflicts",
        """
        SELECT levels.a, levels.b FROM contested_levels AS levels
        INNER JOIN cells AS a ON a.mention = levels.a
        INNER JOIN cells AS b ON b.mention = levels.b
        WHERE a.cell <> b.cell
        """,
    )


def _replaced_numbers(session: Session, forms: dict[str, NameForms]) -> pa.Table:
    """Records whose number the register replaced, with the number that stands for it now.

    A record follows its number to the new one when its name agrees with the register's entry, unless the old number
    has a holder of its own who agrees as well and did not move (an old shared number: 重号).
    """
    session.define("former_numbers", sql_file("former_numbers"), source="former_numbers.sql")
    compare(session, forms, "former_numbers", "former_levels")
    rows = session.query(
        """
        SELECT former_numbers.record, former_numbers.other, former_numbers.role, former_numbers.new_number,
            former_levels.*
        FROM former_numbers
        INNER JOIN former_levels ON former_levels.a = former_numbers.a AND former_levels.b = former_numbers.b
        ORDER BY former_numbers.record, former_numbers.role, former_numbers.other
        """,
        source="former numbers",
    )
    moved: dict[int, str] = {}
    holders: dict[int, list[int]] = defaultdict(list)
    for record, other, role, new_number, levels in zip(
        *(rows[name].to_pylist() for name in ("record", "other", "role", "new_number")), levels_of(rows), strict=True
    ):
        if same_number(levels._replace(apart=False)) != "same":
            continue
        if role == "entry":
            moved[record] = new_number
        else:
            holders[record].append(other)
    stay = {record for record in moved if any(holder not in moved for holder in holders[record])}
    kept = sorted((record, number) for record, number in moved.items() if record not in stay)
    return pa.table([[row[0] for row in kept], [row[1] for row in kept]], schema=_ROOTS)


def _splits(session: Session) -> pa.Table:
    """The cell of every record under a contested number: those that agree, directly or through a third."""
    rows = session.query("SELECT * FROM contested_levels ORDER BY a, b", source="contested numbers")
    pairs = zip(rows["a"].to_pylist(), rows["b"].to_pylist(), levels_of(rows), strict=True)
    cells = _smallest_connected((a, b, same_number(levels) == "same") for a, b, levels in pairs)
    kept = sorted(cells.items())
    return pa.table([[row[0] for row in kept], [row[1] for row in kept]], schema=_SPLITS)


def _smallest_connected(pairs: Iterable[tuple[int, int, bool]]) -> dict[int, int]:
    """Every mention named in the pairs → the smallest mention it is connected to."""
    parent: dict[int, int] = {}

    def root(mention: int) -> int:
        while parent[mention] != mention:
            parent[mention] = parent[parent[mention]]
            mention = parent[mention]
        return mention

    for a, b, connected in pairs:
        parent.setdefault(a, a)
        parent.setdefault(b, b)
        if connected:
            low, high = sorted((root(a), root(b)))
            parent[high] = low
    return {mention: root(mention) for mention in parent}
