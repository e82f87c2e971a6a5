"""What identity numbers settle with certainty: replaced numbers, records of one number, and whose number it is."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain

import pyarrow as pa

from pipelines.engine import Session
from pipelines.identity.combinations import levels_of
from pipelines.identity.comparing import compare, sql_file
from pipelines.identity.connecting import smallest_connected
from pipelines.identity.judging import define_no_judgements
from pipelines.identity.names import NameForms
from pipelines.identity.policy import SLIPPED, Levels, same_number
from pipelines.identity.weights import FIELDS, Model

_SPLITS = pa.schema([("mention", pa.int64()), ("cell", pa.int64())])
#: Birth dates that do not agree.
DOUBTED = frozenset(("near", "different"))
#: Below every sum of weights: a record nothing under its number agrees with.
_NO_FIT = -(10**9)
_STRAYS = pa.schema([("mention", pa.int64())])
_ROOTS = pa.schema([("mention", pa.int64()), ("id_root", pa.string())])


def settle_numbers(session: Session, forms: dict[str, NameForms], model: Model) -> None:
    """Define `roots`, `cells`, `owners`, `strays`, `namesakes`, `number_conflicts` (one number, names do not agree)."""
    define_no_judgements(session)
    session.register("roots", _ROOTS.empty_table())
    session.register("strays", _STRAYS.empty_table())
    session.define("namesakes", sql_file("namesakes"), source="namesakes.sql")
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
    session.register("splits", _splits(session, model))
    session.define("cells", sql_file("cells"), source="cells.sql")
    session.define("owners", sql_file("owners"), source="owners.sql")
    session.define("strays", sql_file("strays"), source="strays.sql")
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
            former_levels.combination
        FROM former_numbers
        INNER JOIN former_levels ON former_levels.a = former_numbers.a AND former_levels.b = former_numbers.b
        ORDER BY former_numbers.record, former_numbers.role, former_numbers.other
        """,
        source="former numbers",
    )
    moved: dict[int, str] = {}
    holders: dict[int, list[int]] = defaultdict(list)
    for record, other, role, new_number, levels in zip(
        *(rows[name].to_pylist() for name in ("record", "other", "role", "new_number")), _levels(rows), strict=True
    ):
        # two entries of the register may be one person here: the police say the number was replaced
        if levels.birth == "different" or same_number(levels._replace(apart=False)) != "same":
            continue
        if levels.name in SLIPPED:  # both holders of a shared number have the birth date it says
            continue
        if role == "entry":
            moved[record] = new_number
        else:
            holders[record].append(other)
    stay = {record for record in moved if any(holder not in moved for holder in holders[record])}
    kept = sorted((record, number) for record, number in moved.items() if record not in stay)
    return pa.table([[row[0] for row in kept], [row[1] for row in kept]], schema=_ROOTS)


def _levels(rows: pa.Table) -> list[Levels]:
    """The levels of each row with a combination."""
    numbers = rows["combination"].to_pylist()
    meaning = {number: levels_of(number) for number in set(numbers)}
    return [meaning[number] for number in numbers]


def _splits(session: Session, model: Model) -> pa.Table:
    """The cell of every record under a contested number: those that agree, directly or through a third.

    A name one slip off is no slip where somebody of that very name and birth date has a number of his own, or somebody
    of that name in the same case stands elsewhere: a twin. Nor does one name alone join where the birth dates do not
    agree and somebody of that very name and birth date has a number of his own: a stranger who bears the name.
    Of two records that cannot be one person (two defendants of one case typed with one number) only the one that fits
    the number's other records clearly better stays with them; where neither does, neither is guessed.
    """
    rows = session.query("SELECT * FROM contested_levels ORDER BY a, b", source="contested numbers")
    pairs = list(zip(*(rows[name].to_pylist() for name in ("a", "b", "combination")), strict=True))
    namesakes, named_in_case = (
        set(session.query(sql_file(name), source=f"{name}.sql")["mention"].to_pylist())
        for name in ("siblings", "siblings_in_case")
    )
    # thousands of pairs share a combination of levels
    meaning = {number: levels_of(number) for _, _, number in pairs}
    same = {number for number, levels in meaning.items() if same_number(levels) == "same"}
    slipped = {number for number in same if meaning[number].name in SLIPPED}
    doubted = slipped | {number for number in same if meaning[number].birth in DOUBTED}
    apart = {number for number, levels in meaning.items() if levels.apart}
    strengths = {
        number: sum(model.weights[field].get(getattr(meaning[number], field), 0) for field in FIELDS) for number in same
    }
    agree = [
        (a, b, strengths[number])
        for a, b, number in pairs
        if number in same
        and not (number in slipped and (a in named_in_case or b in named_in_case))
        and not (number in doubted and (a in namesakes or b in namesakes))
    ]
    left_out: set[int] = set()
    if apart:
        fit: dict[int, int] = defaultdict(lambda: _NO_FIT)
        for a, b, strength in agree:
            fit[a], fit[b] = max(fit[a], strength), max(fit[b], strength)
        for a, b, number in pairs:
            if number in apart:
                left_out |= {x for x, rival in ((a, b), (b, a)) if fit[rival] >= fit[x] - model.rival_margin}
    # who agrees with nobody is a cell alone, so each mention is paired with itself, too
    alone = ((mention, mention) for a, b, _ in pairs for mention in (a, b))
    joined = ((a, b) for a, b, _ in agree if a not in left_out and b not in left_out)
    cells = smallest_connected(chain(alone, joined))
    kept = sorted(cells.items())
    return pa.table([[row[0] for row in kept], [row[1] for row in kept]], schema=_SPLITS)
