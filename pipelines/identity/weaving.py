"""Puts rows looked at again into the place of those they replace: tables that stand in order are not sorted anew."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.publishing import ROWS_PER_GROUP

Places = np.ndarray[tuple[int], np.dtype[np.int64]]


class Keys:
    """The text columns that order a table, as one value per row."""

    def __init__(self, table: pa.Table, names: Sequence[str]) -> None:
        self._columns = [table[name].combine_chunks() for name in names]

    def __len__(self) -> int:
        return len(self._columns[0])

    def __getitem__(self, row: int) -> tuple[str, ...]:
        return tuple(column[row].as_py() for column in self._columns)

    def take(self, rows: Places) -> pa.Array:
        """The keys of some rows, each as one text."""
        parts = [column.take(pa.array(rows)) for column in self._columns]
        return pc.binary_join_element_wise(*parts, "\0") if len(parts) > 1 else parts[0]

    @cached_property
    def texts(self) -> pa.Array:
        """The keys of all rows, each as one text."""
        return self.take(np.arange(len(self)))


def woven(before: Keys, now: Keys, leaves: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Places:
    """The order of what stays of `before` and all of `now`, both in order and with no key in common.

    One number per row: that of a row before, or -1 minus that of a row now. `leaves` says of every row before whether
    it goes; a row now that bears the key of one takes its place, and only others have to be looked for.
    """
    gone = np.flatnonzero(leaves)
    known = pc.index_in(now.texts, value_set=before.take(gone))
    found = np.flatnonzero(np.asarray(known.is_valid()))
    # how many rows before stand in front of each row now
    in_front = np.empty(len(now), np.int64)
    in_front[found] = gone[np.asarray(known.drop_null(), np.int64)]
    for row in np.flatnonzero(np.asarray(known.is_null())).tolist():
        in_front[row] = bisect_left(before, now[row])
    staying = np.flatnonzero(~leaves)
    return np.insert(staying, np.searchsorted(staying, in_front), -1 - np.arange(len(now)))


def rows_of(before: pa.Table, now: pa.Table, order: Places) -> Iterator[pa.Table]:
    """The rows of both tables in an order that `woven` gives, ROWS_PER_GROUP at a time, at least one piece."""
    for begin in range(0, max(len(order), 1), ROWS_PER_GROUP):
        part = order[begin : begin + ROWS_PER_GROUP]
        staying, coming = part[part >= 0], -1 - part[part < 0]
        first, last = (int(staying[0]), int(staying[-1]) + 1) if len(staying) else (0, 0)
        new_first, new_last = (int(coming[0]), int(coming[-1]) + 1) if len(coming) else (0, 0)
        both = pa.concat_tables([before.slice(first, last - first), now.slice(new_first, new_last - new_first)])
        places = np.where(part >= 0, part - first, last - first + (-1 - part - new_first))
        yield both.unify_dictionaries().take(pa.array(places))
