"""Names one character apart beside one number: the slip of a pen, or a brother's, a twin's, another holder's number.

A birth date is no proof against twins, nor a case number against brothers: a slip is believed only where the place of
the one slipped record is free and nobody else is seen who bears its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

import pyarrow as pa

from pipelines.engine import Session
from pipelines.identity.comparing import sql_file
from pipelines.identity.numbers import case_slip, id_slip
from pipelines.identity.policy import SLIPPED

#: Datasets that hold a person once per case, or once at all: sentences, register, releases, population.
ONCE = frozenset((1, 4, 8, 16))
POPULATION = 16

#: Two groups of records, each of one name.
Party = tuple[Sequence[int], Sequence[int]]


class Place(NamedTuple):
    """Where a record stands: its dataset and the case it is about."""

    dataset_bit: int
    case_no_key: str | None
    effective_date: date | None

    def is_of_another_case(self, other: Place) -> bool:
        """True where both say which case they are about, and it is not one."""
        if self.case_no_key is not None and self.case_no_key == other.case_no_key:
            return False
        if self.effective_date and other.effective_date:
            return abs((self.effective_date - other.effective_date).days) > 1
        if self.case_no_key is None or other.case_no_key is None:
            return False
        return not case_slip(self.case_no_key, other.case_no_key)

    def is_taken_by(self, other: Place) -> bool:
        """True where a person who has the other record can have none here."""
        return self.dataset_bit == other.dataset_bit and self.dataset_bit in ONCE and not self.is_of_another_case(other)


def fits(one: Place, others: Sequence[Place]) -> bool:
    """Whether a record can be one more of a person's records: its place is free, and some other is about its case."""
    if any(one.is_taken_by(each) for each in others):
        return False
    cases = [
        each for each in others if each.dataset_bit != one.dataset_bit and (each.case_no_key or each.effective_date)
    ]
    return not cases or any(not each.is_of_another_case(one) for each in cases)


def believed(session: Session, parties: Sequence[Party]) -> list[bool]:
    """For two groups of records whose names are one slip apart: whether they are one name.

    One of the two must be a single record, as nobody slips twice in one way. Its place in the person's cases must be
    free, nor may anybody elsewhere bear one name where the other's place is taken. And unless the population register
    lists it under the number, nobody may bear one of the names in their cases, or with their birth date, under a number
    that is neither this one nor one slip from it.
    """
    if not parties:
        return []
    rows = [(party, side, each) for party, sides in enumerate(parties) for side in (0, 1) for each in sides[side]]
    session.register(
        "slip_members",
        pa.table(
            {n: pa.array([row[i] for row in rows], pa.int64()) for i, n in enumerate(("party", "side", "mention"))}
        ),
    )
    facts = session.query(sql_file("slip_places"), source="slip_places.sql")
    columns = [facts[name].to_pylist() for name in ("mention", *Place._fields, "number")]
    place = {mention: Place(*said) for mention, *said, _ in zip(*columns, strict=True)}
    number = dict(zip(columns[0], columns[-1], strict=True))
    said = []
    for one, other in parties:
        alone = [(each[0], rest) for each, rest in ((one, other), (other, one)) if len(each) == 1]
        said.append(bool(alone) and all(fits(place[each], [place[r] for r in rest]) for each, rest in alone))
    numbers = [{number[each] for each in chain(*sides) if number[each]} for sides in parties]
    for party, side, in_case, number_of_theirs, digits, theirs in _namesakes(session):
        own, other = parties[party][side], parties[party][1 - side]
        taken = in_case and any(place[each].is_taken_by(theirs) for each in other)
        listed = any(place[each].dataset_bit == POPULATION and number[each] for each in own)
        if taken or (not listed and _otherwise_numbered(numbers[party], number_of_theirs, digits)):
            said[party] = False
    session.forget("slip_members")
    return said


def _namesakes(session: Session) -> Iterable[tuple[int, int, bool, str | None, str | None, Place]]:
    rows = session.query(sql_file("slip_namesakes"), source="slip_namesakes.sql")
    names = ("party", "side", "in_case", "number", "digits", *Place._fields)
    for *said, dataset, case, effective in zip(*(rows[name].to_pylist() for name in names), strict=True):
        yield *said, Place(dataset, case, effective)


def _otherwise_numbered(numbers: set[str], number: str | None, digits: str | None) -> bool:
    if number is not None:
        return number not in numbers
    return digits is not None and not any(id_slip(each, digits) for each in numbers)


def names_of_one(
    session: Session, slipped: Sequence[tuple[int, int]], naming: Mapping[int, int], torn: set[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Of pairs one slip apart those that are one name, where records of equal `naming` are already together.

    A slip lies between two names: where three hang together, none is believed. `torn` are namings in order whose birth
    dates contradict each other.
    """
    between: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    partners: dict[int, set[int]] = defaultdict(set)
    for a, b in slipped:
        one, other = sorted((naming[a], naming[b]))
        if one != other:
            between[one, other].append((a, b))
            partners[one].add(other)
            partners[other].add(one)
    asked = [
        (one, other)
        for one, other in sorted(between)
        if len(partners[one]) == len(partners[other]) == 1 and (one, other) not in torn
    ]
    wanted = {each for pair in asked for each in pair}
    members: dict[int, list[int]] = defaultdict(list)
    for mention, name in sorted(naming.items()):
        if name in wanted:
            members[name].append(mention)
    said = believed(session, [(members[one], members[other]) for one, other in asked])
    return {pair for names, yes in zip(asked, said, strict=True) if yes for pair in between[names]}


def doubt_names(session: Session) -> None:
    """Make questions of those pairs of `blocked_judged` that would join by score under names that are two people's.

    Names one slip apart that are not believed to be one; names that only sound or look alike where a record under a
    contested number has a firm sibling (sql/siblings.sql).
    """
    pairs = session.query(sql_file("unsure_names"), source="unsure_names.sql").to_pylist()
    slipped = [pair for pair in pairs if pair["name"] in SLIPPED]
    touched = sorted({pair[side] for pair in slipped for side in ("cell_a", "cell_b")})
    session.register("slip_cells", pa.table({"cell": pa.array(touched, pa.int64())}))
    cells = session.query(
        "SELECT cell, mention FROM cells WHERE cell IN (SELECT cell FROM slip_cells) ORDER BY cell, mention",
        source="cells of slips",
    )
    members: dict[int, list[int]] = defaultdict(list)
    for cell, mention in zip(cells["cell"].to_pylist(), cells["mention"].to_pylist(), strict=True):
        members[cell].append(mention)
    said = believed(session, [(members[pair["cell_a"]], members[pair["cell_b"]]) for pair in slipped])
    doubted = [pair for pair, yes in zip(slipped, said, strict=True) if not yes]
    doubted += [pair for pair in pairs if pair["name"] not in SLIPPED and pair["firm"]]
    session.register(
        "doubted", pa.table({side: pa.array([pair[side] for pair in doubted], pa.int64()) for side in ("a", "b")})
    )
    session.define(
        "blocked_judged",
        """
        SELECT judged.a, judged.b, judged.combination, judged.weight,
            CASE WHEN doubted.a IS NULL THEN judged.ceiling ELSE 'review' END AS ceiling, judged.id, judged.name
        FROM blocked_judged AS judged
        LEFT JOIN doubted ON doubted.a = judged.a AND doubted.b = judged.b
        """,
    )
