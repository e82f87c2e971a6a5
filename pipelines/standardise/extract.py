"""What a reader hands over, whatever the format: rows of text, and the rows it could not frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.standardise.reasons import RowReason

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: rows of a table that is in memory are typed so many at a time
ROWS_AT_ONCE = 1 << 17
#: reasons of rows in which not every byte is known to be a character
NO_TEXT = (RowReason.BAD_ENCODING, RowReason.NUL_BYTE)
#: rows from whose values it is told which columns hardly repeat one
ROWS_SAMPLED = 4_096


class Content(Protocol):
    """The bytes of a file: `bytes`, or a landed file that is read where it is asked for."""

    def __len__(self) -> int: ...
    def __getitem__(self, span: slice, /) -> bytes: ...


class Table(Protocol):
    """One table of a delivery, whatever the format: what is known of it as a whole, and its rows in pieces."""

    @property
    def format(self) -> str:
        """`csv`, `xlsx` or `parquet`."""
        ...

    @property
    def header_line(self) -> int:
        """Where the header stands."""
        ...

    @property
    def encoding(self) -> str | None:
        """Of text."""
        ...

    @property
    def sheet(self) -> str | None:
        """Of a workbook."""
        ...

    @property
    def assumptions(self) -> list[str]:
        """What had to be assumed, in Chinese."""
        ...

    @property
    def size(self) -> int | None:
        """Of text, how many bytes it has."""
        ...

    def sample(self) -> dict[str, pa.Array]:
        """The first rows' columns; the same however the table is cut into pieces."""
        ...

    def pieces(self, distinct: frozenset[str]) -> Iterator[Callable[[], Extract]]:
        """The table piece by piece, in order; each is read by calling it, in any thread.

        Args:
            distinct: columns that hardly repeat a value; the others come as dictionaries.
        """
        ...

    def settled(self, undecodable: int) -> Table | None:
        """The table as it must be read instead, so many of its rows being no characters; None: all is well."""
        ...


@dataclass(frozen=True)
class Rejected:
    """One row that is no row of the table: where it stood, why, and its bytes as they came."""

    line: int
    reason: RowReason
    received: bytes
    column: str | None = None


@dataclass
class Extract:
    """Rows of one table, every value as the text that came; a whole table, or a piece of one.

    Attributes:
        columns: contract column → text, one value per row, as it is or as a dictionary; columns the header does not
            have are absent.
        lines: physical line or sheet row of each row, ascending, from 1.
        received: the bytes of the rows at the given positions, as they came.
        rejected: rows that could not be framed.
        blank_rows: completely empty rows, which are no rows.
        byte_account: for text, where every byte went: header, rows, rejected, blank; and of how many.
    """

    format: str
    columns: dict[str, pa.Array]
    lines: Integers
    received: Callable[[Integers], list[bytes]]
    header_line: int
    encoding: str | None = None
    sheet: str | None = None
    rejected: list[Rejected] = field(default_factory=list)
    blank_rows: int = 0
    assumptions: list[str] = field(default_factory=list)
    byte_account: dict[str, int] | None = None

    @property
    def rows(self) -> int:
        """Rows framed, good or bad in their values."""
        return len(self.lines)

    @property
    def size(self) -> int | None:
        """Only text is counted by the byte."""
        return None

    def sample(self) -> dict[str, pa.Array]:
        """The first rows' columns."""
        return {name: values.slice(0, ROWS_SAMPLED) for name, values in self.columns.items()}

    def pieces(self, distinct: frozenset[str]) -> Iterator[Callable[[], Extract]]:
        """The table in slices; the first holds what belongs to the table as a whole."""
        for start in range(0, max(self.rows, 1), ROWS_AT_ONCE):
            yield partial(self._slice, start, distinct)

    def settled(self, undecodable: int) -> None:
        """There is one way to read it."""

    def _slice(self, start: int, distinct: frozenset[str]) -> Extract:
        columns = {name: one_array(values.slice(start, ROWS_AT_ONCE)) for name, values in self.columns.items()}
        piece = replace(
            self,
            columns={n: values if n in distinct else values.dictionary_encode() for n, values in columns.items()},
            lines=self.lines[start : start + ROWS_AT_ONCE],
            received=lambda positions: self.received(positions + start),
        )
        return piece if start == 0 else replace(piece, rejected=[], blank_rows=0)


def whole(table: Table) -> Extract:
    """All pieces of a table as one, every value as text.

    Raises:
        FileRefusedError: a piece shows that the table cannot be taken.
    """
    again: Table | None = table
    while again is not None:
        table = again
        pieces = [piece() for piece in table.pieces(frozenset(table.sample()))]
        again = table.settled(sum(one.reason in NO_TEXT for piece in pieces for one in piece.rejected))
    first = pieces[0]
    starts = np.cumsum([0, *(piece.rows for piece in pieces)])

    def received(positions: Integers) -> list[bytes]:
        of_piece = np.searchsorted(starts, positions, side="right") - 1
        return [
            pieces[at].received(np.array([position - starts[at]]))[0]
            for at, position in zip(of_piece.tolist(), positions.tolist(), strict=True)
        ]

    accounts = [piece.byte_account for piece in pieces if piece.byte_account]
    return replace(
        first,
        columns={name: pa.chunked_array([piece.columns[name] for piece in pieces]) for name in first.columns},
        lines=np.concatenate([piece.lines for piece in pieces]),
        received=received,
        rejected=[one for piece in pieces for one in piece.rejected],
        blank_rows=sum(piece.blank_rows for piece in pieces),
        assumptions=list(table.assumptions),
        byte_account={part: sum(account[part] for account in accounts) for part in accounts[0]} if accounts else None,
    )


def one_array(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The values in one piece of memory."""
    if not isinstance(values, pa.ChunkedArray):
        return values
    return values.chunk(0) if values.num_chunks == 1 else values.combine_chunks()
