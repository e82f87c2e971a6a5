"""One workbook, opened: the sheets a person sees, whichever program wrote them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Rows = list[list[Any]]


@dataclass(frozen=True)
class Merged:
    """Cells merged into one; rows and columns count from 0, and the value stands in the first cell."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def one_column(self) -> bool:
        """True where rows of one column are merged."""
        return self.first_column == self.last_column


@dataclass
class Sheet:
    """One visible sheet.

    Attributes:
        top: its first rows, from the first of the sheet on, as many as were asked for.
        rows: all of them; an error cell shows as empty.
        height: rows up to the last that holds a value.
        errors: (row from 1, column from 0) of cells whose formula failed.
        hidden_rows, hidden_columns: what is hidden and read all the same; None where the format does not tell.
    """

    name: str
    top: Rows
    rows: Callable[[], Rows]
    height: int
    merged: list[Merged] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: tuple[int, ...] = ()


@dataclass
class Book:
    """A workbook's visible sheets; serial dates count from 1900, or from 1904 where `from_1904` says so."""

    format: str
    sheets: list[Sheet]
    from_1904: bool
