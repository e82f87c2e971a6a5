"""The physical lines of a block of text, and how often a byte stands in each of them, without listing where."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipelines.standardise.extract import Flags, Integers

Bytes = NDArray[np.uint8]

_LF, _CR = 10, 13
#: bytes that are compared at once, a multiple of 64: they and their flags stay in the processor's own memory
_CHUNK = 1 << 18


class Counted:
    """Where a byte stands in a block: one bit per byte, and a running count per 64 of them."""

    def __init__(self, data: Bytes, byte: int, but_for: Integers | None = None) -> None:
        """Every place of `byte`, but for those positions at which it is something else."""
        bits = np.zeros(len(data) // 64 * 8 + 8, np.uint8)
        for start, flags in _compared(data, byte):
            packed = np.packbits(flags, bitorder="little")
            bits[start // 8 : start // 8 + len(packed)] = packed
        if but_for is not None:
            np.bitwise_and.at(bits, but_for // 8, ~(1 << (but_for % 8)).astype(np.uint8))
        self._words = bits.view("<u8")
        self._before = np.zeros(len(self._words), np.int64)
        np.cumsum(np.bitwise_count(self._words[:-1]), out=self._before[1:])

    def before(self, positions: Integers) -> Integers:
        """How often it stands before each position (up to and with the length)."""
        word = positions // 64
        inside = (np.uint64(1) << (positions % 64).astype(np.uint64)) - np.uint64(1)
        count: Integers = self._before[word] + np.bitwise_count(self._words[word] & inside)
        return count

    def at(self, positions: Integers) -> Flags:
        """True where it stands at the position."""
        shifted = self._words[positions // 64] >> (positions % 64).astype(np.uint64)
        found: Flags = (shifted & np.uint64(1)).astype(np.bool_)
        return found


def places(data: Bytes, byte: int) -> Integers:
    """Where a byte stands, ascending."""
    found = [np.zeros(0, np.int64)]
    found += [np.flatnonzero(flags) + start for start, flags in _compared(data, byte) if flags.any()]
    return np.concatenate(found)


def _compared(data: Bytes, byte: int) -> Iterator[tuple[int, Flags]]:
    """Chunk after chunk, each under its first position: whether the byte stands there. The flags are written over."""
    flags = np.empty(min(_CHUNK, len(data)), np.bool_)
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        yield start, np.equal(chunk, byte, out=flags[: len(chunk)])


def physical_lines(data: Bytes) -> tuple[Integers, Integers, Integers]:
    """Start, end without the line end, and stop of every line; LF, CR LF and a lone CR end one."""
    last = len(data) - 1
    feeds = places(data, _LF)
    returns = sum(int(np.count_nonzero(flags)) for _, flags in _compared(data, _CR))
    if returns > np.count_nonzero(data[np.maximum(feeds - 1, 0)] == _CR):  # some stand alone
        alone = places(data, _CR)
        alone = alone[data[np.minimum(alone + 1, last)] != _LF]
        feeds = np.sort(np.concatenate([feeds, alone]))
    stops = feeds + 1
    if not len(stops) or stops[-1] != len(data):
        stops = np.append(stops, len(data))
    starts = np.concatenate([[0], stops[:-1]])
    final = data[stops - 1]
    ends = stops - ((final == _LF) | (final == _CR))
    before = data[np.maximum(ends - 1, 0)]
    ends = ends - ((final == _LF) & (ends > starts) & (before == _CR))
    return starts, ends, stops


def inside_character(data: Bytes, at: Integers) -> Flags:
    """True where the byte is the second of a GB18030 pair: an odd run of high bytes stands before it."""
    low = np.flatnonzero(data < 0x80)
    rank = np.searchsorted(low, at)
    before = np.where(rank > 0, low[np.maximum(rank - 1, 0)], -1)
    odd: Flags = (at - before - 1) % 2 == 1
    return odd
