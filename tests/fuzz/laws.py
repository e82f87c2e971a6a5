"""What holds of every file, however dirty: a row or a reason, never a crash, never a byte that is nowhere."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

import numpy as np

from pipelines.contracts import Dataset, load_contracts
from pipelines.standardise import encodings, framing, parsing
from pipelines.standardise.columns import ColumnReader
from pipelines.standardise.extract import Extract, whole
from pipelines.standardise.formats import read_table
from pipelines.standardise.reasons import FileRefusedError, RowReason
from pipelines.standardise.rows import Place, TypedRows, type_rows
from pipelines.standardise.unpacking import unpack

CONTRACTS = load_contracts()
#: free text in the last column: framing alone decides what is in it
PLANS = CONTRACTS.datasets["justice.plans"]
#: every type of value
SENTENCES = CONTRACTS.datasets["court.sentences"]

_LINE_END = re.compile(rb"\r\n|\r|\n")
_EMPTY = set(b' \t\r\n",;|')


@dataclass(frozen=True)
class Read:
    """What one part of a file became."""

    extract: Extract
    typed: TypedRows
    content: bytes


def read_file(dataset: Dataset, name: str, content: bytes, passwords: tuple[bytes, ...] = ()) -> list[Read]:
    """Everything of a file that was not refused; a refusal in words is an answer, any other error is not."""
    done = []
    for part in unpack(name, content, passwords):
        if part.content is None:
            _assert_said(part.refusal, part.label)
            continue
        try:
            table = read_table(dataset, part.own_name, part.content)
            extract = whole(table)
            reader = ColumnReader(CONTRACTS, ("1501",))
            typed = type_rows(Place(dataset, "fuzz", part.label), extract, reader, frozenset(extract.columns))
        except FileRefusedError as refusal:
            _assert_said(refusal, part.label)
            continue
        assert_rows_balance(extract, typed)
        done.append(Read(extract, typed, part.content))
    return done


def _assert_said(refusal: FileRefusedError | None, label: str) -> None:
    assert refusal is not None
    assert refusal.text(label).startswith(label)
    assert refusal.text_zh(label).startswith(label)


def assert_rows_balance(extract: Extract, typed: TypedRows) -> None:
    """Rows in are rows out, set aside or empty; each has its own line."""
    rows = typed.rows.num_rows
    assert rows + typed.quarantine.num_rows + typed.blank_rows == extract.rows + len(extract.rejected)
    assert typed.received.num_rows == rows
    lines = typed.rows.column("line").to_pylist() + typed.quarantine.column("line").to_pylist()
    assert len(set(lines)) == len(lines)
    assert len(typed.originals(np.arange(rows, dtype=np.int64))) == rows


def assert_blocks_change_nothing(dataset: Dataset, name: str, content: bytes, read: Read, size: int) -> None:
    """The same rows, reasons and bytes when the text is framed, or split into fields, about so many bytes at a time."""
    for module, limit in ((framing, "BLOCK_BYTES"), (parsing, "PARSED_AT_ONCE")):
        before = getattr(module, limit)
        setattr(module, limit, size)
        try:
            pieces = whole(read_table(dataset, name, content))
        finally:
            setattr(module, limit, before)
        assert pieces.lines.tolist() == read.extract.lines.tolist()
        assert pieces.rejected == read.extract.rejected
        assert pieces.byte_account == read.extract.byte_account
        for column, values in read.extract.columns.items():
            assert pieces.columns[column].to_pylist() == values.to_pylist(), column


def assert_nothing_lost(content: bytes, extract: Extract, separator: str) -> None:
    """Rows and rejected lines, put together again, are the text below the header; only empty lines lie between.

    Every row has the values that the standard library reads in its bytes, and no rejected line is a sound row.
    """
    assert extract.byte_account is not None
    assert extract.encoding is not None
    spans = extract.byte_account
    assert spans["header"] + spans["rows"] + spans["rejected"] + spans["blank"] == spans["file"]
    encoding = "gb18030" if extract.encoding == "gb18030" else "utf-8"
    if extract.encoding == "utf-16":
        content = encodings.utf16_as_utf8(content, encodings.utf16_order(content) or "")
    good = extract.received(np.arange(extract.rows, dtype=np.int64))
    values = [column.to_pylist() for column in extract.columns.values()]
    pieces = [(int(line), piece, at) for at, (line, piece) in enumerate(zip(extract.lines, good, strict=True))]
    pieces += [(one.line, one.received, -1 - at) for at, one in enumerate(extract.rejected)]
    line_starts = [0, *(end.end() for end in _LINE_END.finditer(content))]
    offset = spans["header"]
    for line, piece, at in sorted(pieces):
        assert line <= len(line_starts), "a line that is not in the file"
        start = line_starts[line - 1]
        assert start >= offset, "two rows of the same bytes"
        assert content[start : start + len(piece)] == piece, "bytes that are not in the file, or not in their place"
        assert not set(content[offset:start]) - _EMPTY, "bytes between two rows are nowhere"
        offset = start + len(piece)
        if at >= 0:
            cells = one_row(piece, encoding, separator)
            assert cells is not None, "the row is none"
            assert cells[: len(values)] == [column[at] for column in values], "values are not what stands in the bytes"
            assert not any(cells[len(values) :]), "a value beyond the last column was dropped"
        else:
            rejected = extract.rejected[-1 - at]
            sound = is_sound(piece, encoding, separator, len(values))
            assert not sound or rejected.reason is RowReason.REPEATED_HEADER, "a sound row was rejected"
    assert not set(content[offset:]) - _EMPTY, "bytes at the end are nowhere"


def one_row(piece: bytes, encoding: str, separator: str) -> list[str] | None:
    """The cells of these bytes as the standard library reads them; None where they are not one row."""
    try:
        text = piece.decode(encoding)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    return rows[0] if len(rows) == 1 else None


def is_sound(piece: bytes, encoding: str, separator: str, width: int) -> bool:
    """True for one row as RFC 4180 has it: so many fields, each quoted as a whole or without a quotation mark."""
    sign = re.escape(separator)
    field = rf'(?:"(?:[^"\0]|"")*"|[^"\r\n\0{sign}]*)'
    row = re.compile(rf"{field}(?:{sign}{field}){{{width - 1}}}(?:\r\n|\r|\n)?")
    try:
        return row.fullmatch(piece.decode(encoding)) is not None
    except UnicodeDecodeError:
        return False
