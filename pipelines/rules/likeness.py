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
#: In the coarse search they must meet more often among more runs: that leaves fewer to compare.
_COARSE_MEETINGS = 16
#: In the coarse search runs are as rare as their bucket; beyond this they are all common.
_BUCKETS, _COMMON = (1 << 20) - 1, (1 << 10) - 1


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


def may_have_a_like(rooms: Sequence[Sequence[str]]) -> list[bool]:
    """For each text, room after room: False where no other text of its room can be alike to it.

    One pass over all rooms at once, for most rooms hold nothing alike. Runs are told apart by 33 bits of a hash here;
    a collision within a text hides nothing, as one meeting less than there must be is enough to be looked at.
    """
    texts = [text for room in rooms for text in room]
    room_of_text = np.repeat(np.arange(len(rooms)), [len(room) for room in rooms])
    text_of_run, hashed = _hashed_runs(texts)
    if hashed.size == 0:
        return [False] * len(texts)
    rarity = np.minimum(np.bincount(hashed & _BUCKETS, minlength=_BUCKETS + 1), _COMMON)[hashed & _BUCKETS]
    # text (20 bits), rarity (10 bits), run (33 bits): sorted, every text's rarest runs come first
    ordered = _distinct((text_of_run << 43) | (rarity << 33) | (hashed >> 30))
    text_of_run = ordered >> 43
    first = np.searchsorted(text_of_run, np.arange(len(texts) + 1))
    sizes = np.diff(first)
    prefix = sizes - (9 * sizes + 9) // 10 + _COARSE_MEETINGS
    rare = np.arange(ordered.size) - first[text_of_run] < prefix[text_of_run]
    text_of_run, run = text_of_run[rare], ordered[rare] & ((1 << 33) - 1)
    found = np.zeros(len(texts), bool)
    for met in _meetings((room_of_text[text_of_run] << 33) | run, text_of_run, sizes):
        found[met] = True
    return [bool(each) for each in found]


def _meetings(place: np.ndarray, text: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of texts of about one size that stand often enough at one place (room and run)."""
    order = np.lexsort((text, place))
    place, text = place[order], text[order]
    met = []
    step = 1
    while True:
        same = np.flatnonzero(place[step:] == place[:-step])
        if not same.size:
            break
        one, other = text[same], text[same + step]
        near = 10 * np.minimum(sizes[one], sizes[other]) >= 9 * np.maximum(sizes[one], sizes[other]) - 10
        met.append((one[near] << 32) | other[near])
        step += 1
    pairs = np.sort(np.concatenate([text[:0], *met]))
    starts = np.flatnonzero(np.diff(pairs, prepend=-1))
    times = np.diff(starts, append=pairs.size)
    one, other = pairs[starts] >> 32, pairs[starts] & 0xFFFFFFFF
    often = times >= np.minimum(_COARSE_MEETINGS, np.minimum(sizes[one], sizes[other])) - 1
    return one[often], other[often]


def _distinct(values: np.ndarray) -> np.ndarray:
    """Sorted, each once."""
    ordered = np.sort(values)
    distinct: np.ndarray = ordered[np.diff(ordered, prepend=ordered[0] - 1) != 0]
    return distinct


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


def _hashed_runs(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The texts' runs of three characters, with repeats: the text's place, and 63 bits of hash."""
    text_of_point, within, joined = _joined_runs(texts)
    # an odd multiplier mixes upwards; the shift brings the mixed bits down again
    mixed = joined.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(32)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    return text_of_point[:-2][within] if joined.size else text_of_point[:0], (mixed >> np.uint64(1)).astype(np.int64)


def _joined_runs(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The text of each character, which characters begin a run of their text, and those runs."""
    points = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    text_of_point = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    if points.size < RUN:
        return text_of_point, np.zeros(0, bool), points[:0]
    within = text_of_point[:-2] == text_of_point[2:]
    joined = ((points[:-2] << 2 * _SHIFT) | (points[1:-1] << _SHIFT) | points[2:])[within]
    return text_of_point, within, joined


def _runs(texts: Sequence[str]) -> list[list[int]]:
    """Every text's distinct runs of three characters, as ranks in one order for all: the rarest first, ascending."""
    if not texts:
        return []
    text_of_point, within, joined = _joined_runs(texts)
    if not joined.size:
        return [[] for _ in texts]
    _, placed, counted = np.unique(joined, return_inverse=True, return_counts=True)
    rank = np.empty(counted.size, np.int64)
    rank[np.argsort(counted, kind="stable")] = np.arange(counted.size)
    # text and rank in one number: sorted, every text's ranks stand together, ascending, each once
    both = _distinct(text_of_point[:-2][within] * max(counted.size, 1) + rank[placed])
    starts = np.searchsorted(both, np.arange(len(texts) + 1) * max(counted.size, 1))
    ranks = (both % max(counted.size, 1)).tolist()
    return [ranks[start:end] for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)]
