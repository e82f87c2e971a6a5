"""What a reader hands over, whatever the format: rows of text, and the rows it could not frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.standardise.reasons import RowReason

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Rejected:
    """One row that is no row of the table: where it stood, why, and its bytes as they came."""

    line: int
    reason: RowReason
    received: bytes
    column: str | None = None


@dataclass
class Extract:
    """The rows of one table, every value as the text that came.

    Attributes:
        columns: contract column → text, one value per row; columns the header does not have are absent.
        lines: physical line or sheet row of each row, ascending, from 1.
        received: the bytes of the rows at the given positions, as they came.
        rejected: rows that could not be framed.
        blank_rows: completely empty rows, which are no rows.
        byte_account: for text, where every byte of the file went: header, rows, rejected, blank.
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
