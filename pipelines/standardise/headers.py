"""Finding the header row and saying which of its cells is which column; header names are not personal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.contracts import Dataset
from pipelines.contracts.declaration import normalise_header
from pipelines.standardise.reasons import FileReason, FileRefusedError

#: title rows, dates of export and notes stand above the header; more than this is no table
ROWS_SEARCHED = 40
#: two names of the contract in one row are a header, one may be a title
LEAST_RECOGNISED = 2


@dataclass(frozen=True)
class Header:
    """Which cell of the header row is which column.

    Attributes:
        positions: contract column → position of its cell, from 0.
        width: cells a row of this table has.
        unnamed: positions without a name; they must hold no value.
    """

    positions: dict[str, int]
    width: int
    unnamed: tuple[int, ...]


def recognised(dataset: Dataset, cells: Iterable[str]) -> int:
    """How many columns of the dataset this row names."""
    known = dataset.column_by_header
    return len({known[name].name for cell in cells if (name := normalise_header(cell)) in known})


def best_row(dataset: Dataset, rows: Iterable[Sequence[str]]) -> tuple[int, int] | None:
    """Position of the row that names most columns, and how many; None where no row is a header."""
    best: tuple[int, int] | None = None
    for position, cells in enumerate(rows):
        score = recognised(dataset, cells)
        if score >= LEAST_RECOGNISED and (best is None or score > best[1]):
            best = (position, score)
    return best


def no_header(dataset: Dataset) -> FileRefusedError:
    """The refusal for a table in which no header was found."""
    names = "、".join(column.headers[0] for column in dataset.columns if column.required)
    return FileRefusedError(FileReason.NO_HEADER, rows=ROWS_SEARCHED, dataset=dataset.id, columns=names)


def read_header(dataset: Dataset, cells: Sequence[str]) -> Header:
    """Match the cells of the header row to the dataset's columns.

    Raises:
        FileRefusedError: a required column is missing, a column is unknown, or one is there twice.
    """
    names = [normalise_header(cell) for cell in cells]
    claims: dict[str, list[int]] = defaultdict(list)
    unknown, unnamed = [], []
    for position, name in enumerate(names):
        if name in dataset.column_by_header:
            claims[dataset.column_by_header[name].name].append(position)
        elif name:
            unknown.append(cells[position].strip())
        else:
            unnamed.append(position)
    missing = [column.headers[0] for column in dataset.columns if column.required and column.name not in claims]
    if missing:
        raise FileRefusedError(FileReason.MISSING_COLUMN, columns="、".join(missing))
    if unknown:
        raise FileRefusedError(FileReason.UNKNOWN_COLUMN, columns="、".join(unknown))
    twice = [" = ".join(cells[p].strip() for p in positions) for positions in claims.values() if len(positions) > 1]
    if twice:
        raise FileRefusedError(FileReason.DUPLICATE_COLUMN, columns="、".join(twice))
    return Header({name: positions[0] for name, positions in claims.items()}, len(cells), tuple(unnamed))
