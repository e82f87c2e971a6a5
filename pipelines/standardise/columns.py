"""One declared column from text to its canonical columns: every distinct value is read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.contracts import Column, Contracts, canonical_columns
from pipelines.standardise.extract import Flags
from pipelines.standardise.reasons import RowReason
from pipelines.standardise.values.blanks import says_nothing, stripped
from pipelines.standardise.values.codes import code_reader, read_yes_no
from pipelines.standardise.values.dates import read_date, read_moment
from pipelines.standardise.values.documents import lost_digits, read_document
from pipelines.standardise.values.judicial import CountyReader, read_case_number, read_probation_term, read_term
from pipelines.standardise.values.names import read_name
from pipelines.standardise.values.numbers import read_decimal, read_int

#: what a reader returns: the canonical values, or None where the text cannot be read
Reader = Callable[[str], "tuple[Any, ...] | None"]

#: free text and names say what they say; `无` is an answer there and a sign for "nothing" in a document number
_TAKEN_LITERALLY = frozenset({"text", "name"})

_REASONS = {
    "date": RowReason.BAD_DATE,
    "datetime": RowReason.BAD_DATE,
    "int": RowReason.BAD_NUMBER,
    "decimal": RowReason.BAD_NUMBER,
    "county": RowReason.UNKNOWN_COUNTY,
    "text": RowReason.LOST_DIGITS,
}


@dataclass(frozen=True)
class Typed:
    """One column, read.

    Attributes:
        arrays: one per canonical column, in the schema's order.
        filled: True where a value came.
        bad: True where it could not be read.
        reason: what `bad` means in this column.
    """

    arrays: tuple[pa.Array, ...]
    filled: Flags
    bad: Flags
    reason: RowReason
    assumptions: tuple[str, ...] = ()


class ColumnReader:
    """Reads the columns of one delivery; remembers what it had to assume about them."""

    def __init__(self, contracts: Contracts, region: tuple[str, ...]) -> None:
        self._contracts = contracts
        self._region = region

    def read(self, column: Column, values: pa.Array, *, is_key: bool) -> Typed:
        """Read one column; `is_key` where a lost digit would make another record of the row."""
        county = CountyReader(self._region)
        reader = self._reader(column, county, is_key)
        encoded = pc.dictionary_encode(pc.fill_null(values, ""))
        outcomes = [_outcome(column.type, text, reader) for text in encoded.dictionary.to_pylist()]
        indices = encoded.indices
        filled = np.array([outcome is not _EMPTY for outcome in outcomes], np.bool_)
        bad = np.array([outcome is None for outcome in outcomes], np.bool_)
        arrays = []
        for position, field in enumerate(canonical_columns(column)):
            read = [outcome[position] if outcome else None for outcome in outcomes]
            arrays.append(pa.array(read, field.type).take(indices))
        at = indices.to_numpy(zero_copy_only=False)
        return Typed(
            tuple(arrays),
            filled[at] if len(outcomes) else np.zeros(0, np.bool_),
            bad[at] if len(outcomes) else np.zeros(0, np.bool_),
            _REASONS.get(column.type, RowReason.UNKNOWN_CODE),
            tuple(self._assumed(column, encoded, outcomes, county)),
        )

    def _reader(self, column: Column, county: CountyReader, is_key: bool) -> Reader:
        if column.type in self._contracts.codes:
            return _single(code_reader(self._contracts.codes[column.type]))
        if column.type == "county":
            return _single(county.read)
        if column.type == "text":
            number = is_key or column.name.endswith("_no") or column.name == "phone"
            return _read_number_text if number else _read_text
        return read_probation_term if column.name == "probation_term" else _READERS[column.type]

    def _assumed(
        self, column: Column, encoded: pa.DictionaryArray, outcomes: Sequence[Any], county: CountyReader
    ) -> list[str]:
        """Assumptions in Chinese with the number of rows each touches; no value of a person in them."""
        rows = np.bincount(encoded.indices.to_numpy(zero_copy_only=False), minlength=len(outcomes))
        header = column.headers[0]
        texts = encoded.dictionary.to_pylist()
        said = []
        placeholders = sum(
            int(count)
            for text, outcome, count in zip(texts, outcomes, rows, strict=True)
            if outcome is _EMPTY and stripped(text)
        )
        if placeholders:
            said.append(f"{header}:{placeholders} 行填写了占位符(如 “/”、“-”、“NULL”),按空值处理")
        assumed: dict[str, int] = {}
        for text, count in zip(texts, rows, strict=True):
            if note := county.assumptions.get(stripped(text)):
                assumed[note] = assumed.get(note, 0) + int(count)
        said.extend(f"{header}:{count} 行,{note}" for note, count in sorted(assumed.items()))
        return said


_EMPTY: tuple[Any, ...] = ()


def _outcome(type_name: str, text: str, reader: Reader) -> tuple[Any, ...] | None:
    """Canonical values, `_EMPTY` for nothing, None where it cannot be read."""
    bare = stripped(text)
    if not bare or (type_name not in _TAKEN_LITERALLY and says_nothing(bare)):
        return _EMPTY
    if bare == "无" and type_name in ("id_no", "case_no", "date", "datetime"):
        return _EMPTY
    return reader(bare)


def _single(read: Callable[[str], Any]) -> Reader:
    def reader(text: str) -> tuple[Any, ...] | None:
        value = read(text)
        return None if value is None else (value,)

    return reader


def _read_text(text: str) -> tuple[str]:
    return (text,)


def _read_number_text(text: str) -> tuple[str] | None:
    """A number people use as an identifier; in scientific notation it is no longer one."""
    return None if lost_digits(text) else (text,)


_READERS: dict[str, Reader] = {
    "name": read_name,
    "id_no": read_document,
    "case_no": read_case_number,
    "term": read_term,
    "date": _single(read_date),
    "datetime": _single(read_moment),
    "yes_no": _single(read_yes_no),
    "int": _single(read_int),
    "decimal": _single(read_decimal),
}
