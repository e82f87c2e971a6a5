"""Groups texts that are nearly the same, without comparing every two of them.

Two texts are alike when at least nine tenths of their distinct runs of three characters are common (Jaccard ≥ 0.9).
Then the rarest tenth of one and of the other, and a few runs more, have at least as many in common, so only texts that
meet there are compared: no two are missed and nothing is left to chance. A text is compared with the first of each
group alone, so a form that everybody copies costs no more than one that nobody does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

RUN = 3
_SHIFT = 21  # bits of a code point
#: How often two texts meet among their rarest runs before they are compared.
_MEETINGS = 4


class Likeness(NamedTuple):
    """A text's group, named by the position of the text its members are alike to, and how alike in thousandths."""

    group: int
    permille: int


def alike(texts: Sequence[str], weights: Sequence[int]) -> list[Likeness]:
    """For each of the distinct texts its group, in the order given: the earlier text is the first of a group.

    A text that is alike to the first of several groups goes to the heaviest; `weights` says how often a text stands.
    Texts shorter than three characters are alike to nothing.
    """
    runs = _runs(texts)
    firsts = _Firsts()
    for place, own in enumerate(runs):
        if not firsts.alike_to(own):
            firsts.add(place, own)
    # a first is alike to no other first, or it would not be one; a member may be alike to a later first, too
    met = [{place: 1000} if place in firsts else firsts.alike_to(own) for place, own in enumerate(runs)]
    heavy: dict[int, int] = {}
    for place, groups in enumerate(met):
        for group in groups:
            heavy[group] = heavy.get(group, 0) + weights[place]
    chosen = []
    for place, groups in enumerate(met):
        group = min(groups, key=lambda one: (-heavy[one], one), default=place)
        chosen.append(Likeness(group, groups.get(group, 1000)))
    return chosen


class _Firsts:
    """The first texts of groups, found by the runs in their rarest tenth."""

    def __init__(self) -> None:
        self._runs: dict[int, frozenset[int]] = {}
        self._by_run: dict[int, list[int]] = {}

    def __contains__(self, place: int) -> bool:
        return place in self._runs

    def add(self, place: int, own: list[int]) -> None:
        self._runs[place] = frozenset(own)
        for run in _rarest(own):
            self._by_run.setdefault(run, []).append(place)

    def alike_to(self, own: list[int]) -> dict[int, int]:
        """The firsts a text is alike to, with the thousandths."""
        met = Counter(chain.from_iterable(self._by_run.get(run, ()) for run in _rarest(own)))
        found = {}
        for place, meetings in met.items():
            other = self._runs[place]
            if meetings < min(_MEETINGS, len(own), len(other)):
                continue
            if 10 * min(len(own), len(other)) < 9 * max(len(own), len(other)):
                continue
            common = len(other.intersection(own))
            every = len(own) + len(other) - common
            if 10 * common >= 9 * every:
                found[place] = 1000 * common // every
        return found


def _rarest(own: list[int]) -> list[int]:
    """As many of a text's rarest runs as a text that is alike to it must share `_MEETINGS` of."""
    return own[: len(own) - (9 * len(own) + 9) // 10 + _MEETINGS]


def _runs(texts: Sequence[str]) -> list[list[int]]:
    """Every text's distinct runs of three characters, as ranks in one order for all: the rarest first, ascending."""
    if not texts:
        return []
    points = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    text_of_point = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    if points.size < RUN:
        return [[] for _ in texts]
    within = text_of_point[:-2] == text_of_point[2:]
    joined = ((points[:-2] << 2 * _SHIFT) | (points[1:-1] << _SHIFT) | points[2:])[within]
    _, placed, counted = np.unique(joined, return_inverse=True, return_counts=True)
    rank = np.empty(counted.size, np.int64)
    rank[np.argsort(counted, kind="stable")] = np.arange(counted.size)
    # text and rank in one number: sorted, every text's ranks stand together, ascending, each once
    both = np.unique(text_of_point[:-2][within] * max(counted.size, 1) + rank[placed])
    starts = np.searchsorted(both, np.arange(len(texts) + 1) * max(counted.size, 1))
    ranks = (both % max(counted.size, 1)).tolist()
    return [ranks[start:end] for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)]
