"""Which unsure pairs a person is asked about: only what a person must decide, once per two groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Numbering:
    """What is known of the numbers of cells: which are settled by a partner, which carry a number not their own."""

    #: cells of several records whose number is their own
    settled: Set[int]
    #: cells whose number belongs to somebody else or to nobody
    disowned: Set[int]


def pairs_to_review(
    groups: Groups,
    edges: Sequence[Edge],
    held: Set[Edge],
    wrong_number: Sequence[Asked],
    conflicts: Sequence[Asked],
    numbering: Numbering,
    dataset: dict[int, str],
    model: Model,
) -> list[Asked]:
    """Pairs to decide, in order of records.

    `edges` are candidates of any ceiling but `different`; `wrong_number` pairs have two different valid numbers in
    one case; `conflicts` have one number and names that do not agree. Not asked: two groups that already contradict
    each other, a candidate far behind the best of the same record, a conflict whose record has its own question.
    """
    best: dict[int, int] = defaultdict(lambda: model.review)
    for edge in edges:
        if edge not in held and not groups.contradict(edge.cell_a, edge.cell_b):
            for cell in (edge.cell_a, edge.cell_b):
                best[cell] = max(best[cell], edge.weight)
    asked = [
        Asked(*edge[:5])
        for edge in edges
        if edge not in held
        and edge.weight >= model.review
        and not groups.contradict(edge.cell_a, edge.cell_b)
        and edge.weight >= min(best[edge.cell_a], best[edge.cell_b]) - model.rival_margin
    ]
    typed = [
        pair
        for pair in wrong_number
        if not (pair.cell_a in numbering.settled and pair.cell_b in numbering.settled)
        and not _contradict_otherwise(groups, pair)
    ]
    questioned = {groups.root(cell) for pair in typed for cell in (pair.cell_a, pair.cell_b)}
    shared = [
        pair
        for pair in conflicts
        if not any(c in numbering.disowned and groups.root(c) in questioned for c in (pair.cell_a, pair.cell_b))
    ]
    return _one_question_per_group_pair(groups, [*asked, *typed, *shared], dataset)


def _contradict_otherwise(groups: Groups, pair: Asked) -> bool:
    """True when more than the numbers keeps the two groups apart."""
    one, other = groups.of(pair.cell_a), groups.of(pair.cell_b)
    return any(other.defendant.get(case, number) != number for case, number in one.defendant.items())


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
