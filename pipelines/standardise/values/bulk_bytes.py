"""A column of texts as bytes in one piece, so that numpy can look at all of them at once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def spans(values: pa.Array) -> tuple[Bytes, Integers, Integers]:
    """The bytes of all texts, and where each begins and stops in them; no text may be null."""
    bounds = np.frombuffer(values.buffers()[1] or b"\0" * 4, np.int32)[values.offset : values.offset + len(values) + 1]
    data = np.frombuffer(values.buffers()[2] or b"", np.uint8)[bounds[0] : bounds[-1]]
    moved = bounds.astype(np.int64) - bounds[0]
    return data, moved[:-1], moved[1:]


def holding(at: Integers, stops: Integers) -> Integers:
    """Which texts the bytes at these positions belong to."""
    return np.searchsorted(stops, at, side="right")


def by_position(values: pa.Array, width: int) -> Bytes:
    """Texts of one width in bytes, as so many rows: the first bytes of all, the second bytes of all, …"""
    data, _, _ = spans(values)
    return np.ascontiguousarray(data.reshape(-1, width).T)


def digits_at(digits: Bytes, positions: range) -> NDArray[np.int32]:
    """The numbers that the digits at these positions make."""
    number = np.zeros(digits.shape[1], np.int32)
    for position in positions:
        number = number * 10 + digits[position]
    return number


def of_width(values: pa.Array, width: int) -> Flags:
    """True for texts of so many bytes."""
    _, starts, stops = spans(values)
    wide: Flags = stops - starts == width
    return wide
