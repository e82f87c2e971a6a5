"""What identity numbers settle with certainty: replaced numbers, records of one number, and whose number it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import pyarrow as pa

from pipelines.engine import Session
from pipelines.identity.combinations import levels_of
from pipelines.identity.comparing import compare, sql_file
from pipelines.identity.connecting import smallest_connected
from pipelines.identity.judging import define_no_judgements
from pipelines.identity.names import NameForms
from pipelines.identity.policy import ONE_NAME, SLIPPED, Levels, same_number
from pipelines.identity.slips import names_of_one
from pipelines.identity.weights import FIELDS, Model

_SPLITS = pa.schema([("mention", pa.int64()), ("cell", pa.int64())])
#: Two records and the number of their combination of levels.
Pair = tuple[int, int, int]
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

    A name that only sounds or looks alike is another one where the population register, or two records in the same
    case, tell of somebody of that very name with a number of his own: a twin; and where birth dates, or two defendants
    of such names, say so. Nor does one name alone join where the birth dates do not agree and somebody of that very
    name and birth date has a number of his own: a stranger who bears the name. Names one slip apart: `slips.py`.
    Of two records that cannot be one person (two defendants of one case typed with one number) only the one that fits
    the number's other records clearly better stays with them; where neither does, neither is guessed.
    """
    rows = session.query("SELECT * FROM contested_levels ORDER BY a, b", source="contested numbers")
    pairs = list(zip(*(rows[name].to_pylist() for name in ("a", "b", "combination")), strict=True))
    session.define("siblings", sql_file("siblings"), source="siblings.sql")
    siblings = session.query("SELECT mention, firm FROM siblings ORDER BY mention", source="siblings")
    firm = dict(zip(siblings["mention"].to_pylist(), siblings["firm"].to_pylist(), strict=True))
    # thousands of pairs share a combination of levels
    meaning = {number: levels_of(number) for _, _, number in pairs}
    same = {number for number, levels in meaning.items() if same_number(levels) == "same"}
    one_name = {number for number, levels in meaning.items() if levels.name in ONE_NAME}
    slipped = {number for number in same if meaning[number].name in SLIPPED}
    doubted = {number for number in same & one_name if meaning[number].birth in DOUBTED}
    alone = {mention for a, b, _ in pairs for mention in (a, b)}
    written = _connected(alone, (pair for pair in pairs if pair[2] in same & one_name))
    torn = _contradicted(written, pairs, meaning) | {_both(written, a, b) for a, b in _beside(session)}
    agree = [
        (a, b, number)
        for a, b, number in pairs
        if number in same
        and number not in slipped
        and not (number in doubted and (a in firm or b in firm))
        and not (number not in one_name and (firm.get(a) or firm.get(b) or _both(written, a, b) in torn))
    ]
    naming = _connected(alone, agree)
    torn = _contradicted(naming, pairs, meaning)
    believed = names_of_one(session, [(a, b) for a, b, number in pairs if number in slipped], naming, torn)
    agree += [pair for pair in pairs if pair[:2] in believed]
    left_out = _left_out([pair for pair in pairs if meaning[pair[2]].apart], agree, alone, meaning, model)
    kept = sorted(_connected(alone, (p for p in agree if p[0] not in left_out and p[1] not in left_out)).items())
    return pa.table([[row[0] for row in kept], [row[1] for row in kept]], schema=_SPLITS)


def _connected(alone: Iterable[int], pairs: Iterable[Pair]) -> dict[int, int]:
    """Every record → the smallest it agrees with, directly or through others; who agrees with nobody is alone."""
    return smallest_connected(chain(((each, each) for each in alone), ((a, b) for a, b, _ in pairs)))


def _both(group: Mapping[int, int], a: int, b: int) -> tuple[int, int]:
    return min(group[a], group[b]), max(group[a], group[b])


def _beside(session: Session) -> Iterable[tuple[int, int]]:
    rows = session.query(sql_file("beside"), source="beside.sql")
    return zip(rows["a"].to_pylist(), rows["b"].to_pylist(), strict=True)


def _contradicted(
    group: Mapping[int, int], pairs: Iterable[Pair], meaning: Mapping[int, Levels]
) -> set[tuple[int, int]]:
    """Two groups, in order, that are two people: no birth dates agree and some differ, or they stand in one case."""
    births: dict[tuple[int, int], set[str]] = defaultdict(set)
    beside = set()
    for a, b, number in pairs:
        births[_both(group, a, b)].add(meaning[number].birth)
        if meaning[number].case == "equal_of_two":
            beside.add(_both(group, a, b))
    return beside | {groups for groups, said in births.items() if "different" in said and "equal" not in said}


def _left_out(
    apart: Sequence[Pair], agree: Sequence[Pair], alone: set[int], meaning: Mapping[int, Levels], model: Model
) -> set[int]:
    """Records that would be with another that cannot be the same person and fits not clearly worse."""
    if not apart:
        return set()
    together = _connected(alone, agree)
    fit: dict[int, int] = defaultdict(lambda: _NO_FIT)
    for a, b, number in agree:
        strength = sum(model.weights[field].get(getattr(meaning[number], field), 0) for field in FIELDS)
        fit[a], fit[b] = max(fit[a], strength), max(fit[b], strength)
    return {
        x
        for a, b, _ in apart
        for x, rival in ((a, b), (b, a))
        if together[a] == together[b] and fit[rival] >= fit[x] - model.rival_margin
    }
