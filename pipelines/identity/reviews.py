"""Which unsure pairs a person is asked about: only what a person must decide, once per two groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from pipelines.identity.grouping import Edge, Groups
from pipelines.identity.weights import Model

#: A sentence or release beside a register row: the pair the question of 漏管 hangs on.
HANDED_OVER = frozenset(("court.sentences", "justice.prison_releases"))
TAKEN_IN = "justice.register"


class Asked(NamedTuple):
    """One pair to decide: records, their cells, weight."""

    a: int
    b: int
    cell_a: int
    cell_b: int
    weight: int


def pairs_to_review(
    groups: Groups,
    edges: Sequence[Edge],
    held: Set[Edge],
    wrong_number: Sequence[Asked],
    conflicts: Sequence[Asked],
    disowned: Set[int],
    dataset: dict[int, str],
    model: Model,
) -> list[Asked]:
    """Pairs to decide, in order of records.

    `edges` are candidates of any ceiling but `different`; `wrong_number` pairs have two different valid numbers in
    one case; `conflicts` have one number and names that do not agree; `disowned` are cells whose number belongs to
    somebody else or to nobody. Not asked: two groups that already contradict each other, a candidate far behind the
    best of the same record, a conflict whose record is joined or asked about elsewhere.
    """
    best: dict[int, int] = defaultdict(lambda: model.review)
    open_edges = [edge for edge in edges if edge not in held and edge.weight >= model.review]
    possible = [edge for edge in open_edges if not groups.contradict(edge.cell_a, edge.cell_b)]
    for edge in possible:
        for cell in (edge.cell_a, edge.cell_b):
            best[cell] = max(best[cell], edge.weight)
    asked = [
        Asked(*edge[:5])
        for edge in possible
        if edge.weight >= min(best[edge.cell_a], best[edge.cell_b]) - model.rival_margin
    ]
    strong = [Asked(*edge[:5]) for edge in open_edges if edge.ceiling != "review" and edge.weight >= model.join]
    typed = [pair for pair in (*wrong_number, *strong) if _kept_apart_by_a_doubtful_number(groups, pair)]
    joined = (Asked(*edge[:5]) for edge in held)
    placed = {cell for pair in (*asked, *typed, *joined) for cell in (pair.cell_a, pair.cell_b)}
    shared = [
        pair
        for pair in conflicts
        if not any(cell in disowned and cell in placed for cell in (pair.cell_a, pair.cell_b))
        and not groups.of(pair.cell_a).is_told_apart(groups.of(pair.cell_b))
    ]
    return _one_question_per_group_pair(groups, [*asked, *typed, *shared], dataset)


def _kept_apart_by_a_doubtful_number(groups: Groups, pair: Asked) -> bool:
    """True when nothing but two numbers keeps two groups apart, and not both numbers are settled by a second record."""
    one, other = groups.of(pair.cell_a), groups.of(pair.cell_b)
    if one is other or one.stands_beside(other) or one.is_told_apart(other) or (one.settled and other.settled):
        return False
    return one.numbered and other.numbered and not (one.in_population and other.in_population)


def _one_question_per_group_pair(groups: Groups, pairs: Iterable[Asked], dataset: dict[int, str]) -> list[Asked]:
    between: dict[tuple[int, int], list[Asked]] = defaultdict(list)
    for pair in pairs:
        one, other = sorted((groups.root(pair.cell_a), groups.root(pair.cell_b)))
        if one != other:
            between[one, other].append(pair)
    chosen: set[Asked] = set()
    for question in between.values():
        handed = [pair for pair in question if _is_hand_over(dataset[pair.a], dataset[pair.b])]
        chosen.update(handed or [min(question, key=lambda pair: (-pair.weight, pair.a, pair.b))])
    return sorted(chosen)


def _is_hand_over(one: str, other: str) -> bool:
    return (one == TAKEN_IN and other in HANDED_OVER) or (other == TAKEN_IN and one in HANDED_OVER)
