"""The rows of one table, typed: canonical rows, the same rows as received, and the rows set aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.contracts import Dataset, canonical_schema
from pipelines.contracts.schema import QUARANTINE_SCHEMA, received_schema
from pipelines.standardise.columns import ColumnReader, Typed
from pipelines.standardise.extract import Extract, Flags, Integers, one_array
from pipelines.standardise.reasons import RowReason
from pipelines.standardise.received import differing
from pipelines.standardise.repeating import fitted, kept_schema, plain

#: where a row's county stands, first that the dataset has
_COUNTY_COLUMNS = ("execution_county", "county")


@dataclass(frozen=True)
class Place:
    """What every row of one table shares."""

    dataset: Dataset
    delivery_id: str
    file: str


@dataclass
class TypedRows:
    """One table after typing.

    Attributes:
        rows, received: the readable rows, in the same order; record ids are still empty. What came is null where the
            same text was read.
        quarantine: the rows set aside so far.
        originals: the bytes as they came of the readable rows at the given positions.
        blank_rows: completely empty rows, which are no rows.
        assumed: (column's position, what was assumed in Chinese) → in how many rows.
    """

    rows: pa.Table
    received: pa.Table
    quarantine: pa.Table
    originals: Callable[[Integers], list[bytes]]
    blank_rows: int
    assumed: dict[tuple[int, str], int]


def type_rows(place: Place, extract: Extract, reader: ColumnReader, distinct: frozenset[str]) -> TypedRows:
    """Read every column; rows with a missing required or an unreadable value go to quarantine with the first fault.

    Completely empty rows are no rows and are counted only. Columns of `distinct` are kept value by value, the texts of
    the others as dictionaries.
    """
    dataset = place.dataset
    texts = {name: one_array(values) for name, values in extract.columns.items()}
    absent = pa.DictionaryArray.from_arrays(pa.nulls(extract.rows, pa.int32()), pa.array([], pa.string()))
    typed = {
        column.name: reader.read(column, texts.get(column.name, absent), is_key=column.name in dataset.key)
        for column in dataset.columns
    }
    _mark_other_documents(dataset, typed)
    reason, fault = _faults(dataset, typed, extract.rows)
    blank = ~np.logical_or.reduce([one.filled for one in typed.values()])
    good = np.flatnonzero((reason == 0) & ~blank)
    bad = np.flatnonzero((reason != 0) & ~blank)

    provenance = _provenance(place, extract.lines)
    arrays = [*provenance, *(array for column in dataset.columns for array in typed[column.name].arrays)]
    shown = [
        *provenance,
        *(differing(texts.get(column.name, absent), typed[column.name].arrays[0]) for column in dataset.columns),
    ]
    if len(good) < extract.rows:
        arrays, shown = _kept(arrays, shown, pa.array((reason == 0) & ~blank))
    rows = _table(arrays, kept_schema(canonical_schema(dataset), distinct))
    received = _table(shown, kept_schema(received_schema(dataset), distinct))
    as_received = extract.received  # of the extract nothing else is kept
    return TypedRows(
        rows,
        received,
        _quarantine(place, extract, typed, reason, fault, bad),
        lambda positions: as_received(good[positions]),
        int(blank.sum()),
        {
            (position, note): count
            for position, column in enumerate(dataset.columns)
            for note, count in typed[column.name].assumed.items()
        },
    )


def quarantined(
    place: Place,
    lines: list[int],
    reasons: list[str],
    columns: list[str | None],
    counties: list[str | None],
    received: list[bytes],
) -> pa.Table:
    """A quarantine table from its columns."""
    return pa.table(
        [
            pa.array([place.dataset.id] * len(lines), pa.string()),
            pa.array([place.delivery_id] * len(lines), pa.string()),
            pa.array([place.file] * len(lines), pa.string()),
            pa.array(lines, pa.int64()),
            pa.array(reasons, pa.string()),
            pa.array(columns, pa.string()),
            pa.array(counties, pa.string()),
            pa.array(received, pa.binary()),
        ],
        schema=QUARANTINE_SCHEMA,
    )


def county_of_rows(dataset: Dataset, rows: pa.Table) -> pa.Array:
    """The county each canonical row belongs to; empty where the dataset has none."""
    name = next((name for name in _COUNTY_COLUMNS if name in dataset.column), None)
    return pa.nulls(rows.num_rows, pa.string()) if name is None else plain(one_array(rows.column(name)))


def _kept(
    arrays: list[pa.Array], shown: list[pa.Array], good: pa.BooleanArray
) -> tuple[list[pa.Array], list[pa.Array]]:
    """Of the columns the rows to keep; a column that stands in both tables is in memory once."""
    taken: dict[int, pa.Array] = {}
    for array in (*arrays, *shown):
        if id(array) not in taken:
            taken[id(array)] = array.filter(good)
    return [taken[id(array)] for array in arrays], [taken[id(array)] for array in shown]


def _table(arrays: list[pa.Array], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_arrays(
        [fitted(array, field.type) for array, field in zip(arrays, schema, strict=True)], schema=schema
    )


def _provenance(place: Place, lines: Integers) -> list[pa.Array]:
    count = len(lines)
    return [
        pa.repeat(pa.scalar(""), count),
        _repeated(place.delivery_id, count),
        _repeated(place.file, count),
        pa.array(lines, pa.int64()),
    ]


def _repeated(value: str, count: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([value]))


def _mark_other_documents(dataset: Dataset, typed: dict[str, Typed]) -> None:
    """A number the row itself calls a passport or permit is not judged as a resident number."""
    if not {"id_no", "id_type"} <= set(dataset.column):
        return
    number, kind = typed["id_no"], typed["id_type"].arrays[0]
    state = number.arrays[2]
    mask = pc.and_(pc.not_equal(kind, "resident_id"), pc.not_equal(state, "lost_digits"))
    mask = pc.fill_null(mask, False)
    if pc.any(mask).as_py():
        shown, widened, state = (plain(array) for array in number.arrays)
        widened = pc.if_else(mask, pa.scalar(None, pa.string()), widened)
        state = pc.if_else(mask, pa.scalar("other_document"), state)
        typed["id_no"] = Typed((shown, widened, state), number.filled, number.bad, number.reason, number.assumed)


def _faults(dataset: Dataset, typed: dict[str, Typed], count: int) -> tuple[Integers, Integers]:
    """Per row: 1 + position of the reason (0 = none), and the position of the column at fault."""
    reasons = list(RowReason)
    reason, fault = np.zeros(count, np.int64), np.zeros(count, np.int64)

    def mark(where: Flags, why: RowReason, position: int) -> None:
        if not where.any():
            return
        new = where & (reason == 0)
        reason[new], fault[new] = 1 + reasons.index(why), position

    for position, column in enumerate(dataset.columns):
        one = typed[column.name]
        mark(one.bad, one.reason, position)
        if column.required:
            mark(~one.filled, RowReason.MISSING_REQUIRED, position)
            if column.type == "id_no":
                state = one.arrays[2]
                lost = pc.fill_null(pc.equal(state, "lost_digits"), False)
                mark(np.asarray(lost, np.bool_), RowReason.LOST_DIGITS, position)
                mark(one.filled & np.asarray(one.arrays[0].is_null(), np.bool_), RowReason.MISSING_REQUIRED, position)
    return reason, fault


def _quarantine(
    place: Place, extract: Extract, typed: dict[str, Typed], reason: Integers, fault: Integers, bad: Integers
) -> pa.Table:
    reasons = list(RowReason)
    names = [column.name for column in place.dataset.columns]
    county_column = next((name for name in _COUNTY_COLUMNS if name in typed), None)
    counties = typed[county_column].arrays[0].take(pa.array(bad)).to_pylist() if county_column else [None] * len(bad)
    valued = quarantined(
        place,
        extract.lines[bad].tolist(),
        [reasons[position - 1].value for position in reason[bad].tolist()],
        [names[position] for position in fault[bad].tolist()],
        counties,
        extract.received(bad),
    )
    framed = quarantined(
        place,
        [one.line for one in extract.rejected],
        [one.reason.value for one in extract.rejected],
        [one.column for one in extract.rejected],
        [None] * len(extract.rejected),
        [one.received for one in extract.rejected],
    )
    return pa.concat_tables([valued, framed])
