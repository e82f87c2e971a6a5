"""Joining groups of records along edges, strongest first, under the guards that hold for whole groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.identity.decisions import Decided
from pipelines.identity.weights import Model


class Edge(NamedTuple):
    """A candidate pair of mentions, each with its cell, and what it may become (`case`, `scored` or `review`).

    `kept`: it joined when both records were first there, and has not fallen below `keep` since.
    """

    a: int
    b: int
    cell_a: int
    cell_b: int
    weight: int
    ceiling: str
    kept: bool = False


@dataclass
class Group:
    """What a group of records holds that another group must not contradict."""

    records: int
    #: it carries a valid identity number; two groups that both do are two people (or a conflict for a person)
    numbered: bool
    #: it holds an entry of the population register, which lists everyone once
    in_population: bool
    #: its number is its own and shared by a second record, so no clerk's slip put it there
    settled: bool = False
    #: case → the defendant this person is in it
    defendant: dict[str, int] = field(default_factory=dict)
    #: separation a person decided → the side this group stands on
    told_apart: dict[str, int] = field(default_factory=dict)

    def contradicts(self, other: Group) -> bool:
        """True when the two cannot be one person."""
        if (self.numbered and other.numbered) or (self.in_population and other.in_population):
            return True
        return self.stands_beside(other) or self.is_told_apart(other)

    def stands_beside(self, other: Group) -> bool:
        """True when one case has both of them as defendants."""
        return any(other.defendant.get(case, number) != number for case, number in self.defendant.items())

    def is_told_apart(self, other: Group) -> bool:
        """True when a person decided that the two are two people."""
        return any(other.told_apart.get(key, side) != side for key, side in self.told_apart.items())

    def take(self, other: Group) -> None:
        """Become the union of both."""
        self.records += other.records
        self.numbered |= other.numbered
        self.in_population |= other.in_population
        self.settled |= other.settled
        self.defendant.update(other.defendant)
        self.told_apart.update(other.told_apart)


class Groups:
    """Cells and the groups they have been joined to; a group is named by its smallest cell."""

    def __init__(self, cells: dict[int, Group]) -> None:
        self._cells = {
            cell: Group(
                group.records,
                group.numbered,
                group.in_population,
                group.settled,
                dict(group.defendant),
                dict(group.told_apart),
            )
            for cell, group in cells.items()
        }
        self._parent = {cell: cell for cell in cells}

    def root(self, cell: int) -> int:
        """The group a cell belongs to now."""
        root = cell
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[cell] != root:
            self._parent[cell], cell = root, self._parent[cell]
        return root

    def moved(self) -> list[tuple[int, int]]:
        """Cells that stand in another cell's group, with that group, in order."""
        return [(cell, self.root(cell)) for cell in sorted(self._parent) if self._parent[cell] != cell]

    def of(self, cell: int) -> Group:
        """What the cell's group holds now."""
        return self._cells[self.root(cell)]

    def join(self, one: int, other: int) -> None:
        """Make two cells' groups one."""
        low, high = sorted((self.root(one), self.root(other)))
        if low != high:
            self._parent[high] = low
            self._cells[low].take(self._cells.pop(high))

    def contradict(self, one: int, other: int) -> bool:
        """True when the two cells stand in different groups that cannot be one person."""
        return self.root(one) != self.root(other) and self.of(one).contradicts(self.of(other))


def join_decided(groups: Groups, decided: Decided, cell_of: dict[int, int]) -> None:
    """Join what people decided is one person, whatever any guard says.

    Where what is certain of other records would bring together two whom a person told apart, the decision is set aside
    in `decided` and the pair asked about.
    """
    for pair in sorted(decided.same):
        one, other = cell_of[pair[0]], cell_of[pair[1]]
        if groups.root(one) != groups.root(other) and groups.of(one).is_told_apart(groups.of(other)):
            decided.contradict(pair)
        else:
            groups.join(one, other)


def join_groups(groups: Groups, edges: Sequence[Edge], model: Model) -> set[Edge]:
    """Join along the edges; returns those that hold, after which `groups` tells who belongs to whom.

    Order: certain ones (`case`) first, then by weight, then by record. Left out: an edge whose end has a rival nearly
    as good that cannot be the same person; an edge between groups that contradict each other; a single scored edge
    between two groups of several records each, and any edge below `join` that was not kept from before, unless a
    second edge supports it.
    """
    strong = sorted(
        (e for e in edges if e.ceiling == "case" or (e.ceiling == "scored" and e.weight >= model.keep)),
        key=lambda e: (e.ceiling != "case", -e.weight, e.a, e.b),
    )
    unsure = _with_rivals(groups, strong, model)
    usable = [edge for edge in strong if edge not in unsure]
    for edge in usable:
        if edge.ceiling == "scored":
            established = groups.of(edge.cell_a).records > 1 and groups.of(edge.cell_b).records > 1
            if (edge.weight < model.join and not edge.kept) or established:
                continue
        if not groups.contradict(edge.cell_a, edge.cell_b):
            groups.join(edge.cell_a, edge.cell_b)
    between = _between_groups(groups, usable)
    while _join_supported(groups, between):
        between = _between_groups(groups, between)
    return {edge for edge in usable if groups.root(edge.cell_a) == groups.root(edge.cell_b)}


def _with_rivals(groups: Groups, edges: Sequence[Edge], model: Model) -> set[Edge]:
    """Edges one of whose ends has another candidate within the margin that contradicts the first."""
    by_cell: dict[int, list[tuple[int, Edge]]] = defaultdict(list)
    for edge in edges:
        by_cell[edge.cell_a].append((edge.cell_b, edge))
        by_cell[edge.cell_b].append((edge.cell_a, edge))
    unsure = set()
    for candidates in by_cell.values():
        if len(candidates) == 1:
            continue
        for other, edge in candidates:
            for rival, rival_edge in candidates:
                close = rival_edge.weight >= edge.weight - model.rival_margin
                if rival != other and close and groups.contradict(other, rival):
                    unsure.add(edge)
                    break
    torn = {cell for edge in unsure for cell in (edge.cell_a, edge.cell_b)}
    # two records torn between the same two people must not settle it between themselves
    return unsure | {edge for edge in edges if edge.cell_a in torn and edge.cell_b in torn}


def _between_groups(groups: Groups, edges: Sequence[Edge]) -> list[Edge]:
    return [edge for edge in edges if groups.root(edge.cell_a) != groups.root(edge.cell_b)]


def _join_supported(groups: Groups, usable: Sequence[Edge]) -> bool:
    """Join groups that at least two edges connect; False when there were none. Counts only grow as groups join."""
    between: dict[tuple[int, int], int] = defaultdict(int)
    joined = False
    for edge in usable:
        one, other = sorted((groups.root(edge.cell_a), groups.root(edge.cell_b)))
        if one == other or groups.of(one).contradicts(groups.of(other)):
            continue
        between[one, other] += 1
        if between[one, other] == 2:
            groups.join(one, other)
            joined = True
    return joined
