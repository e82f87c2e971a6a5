"""Reading CSV and TXT: encoding, delimiter, header, framing on bytes, then the good rows through pyarrow.csv."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from pipelines.contracts import Dataset
from pipelines.standardise import encodings, headers
from pipelines.standardise.extract import Extract, Integers, Rejected
from pipelines.standardise.framing import Dialect, Framed, frame
from pipelines.standardise.reasons import FileReason, FileRefusedError, RowReason

SEPARATORS = (",", "\t", ";", "|")
_HEAD_BYTES = 1 << 18
_PARSE_BYTES = 1 << 23


@dataclass(frozen=True)
class _Found:
    """Where the header stands and what it says."""

    cells: list[str]
    separator: str
    encoding: str
    line: int  # physical line on which it begins, from 1
    stop: int  # byte after it
    next_line: int


def read_delimited(dataset: Dataset, content: bytes) -> Extract:
    """Read one text file.

    Raises:
        FileRefusedError: no header, wrong columns, or a text in no encoding we take.
    """
    assumptions = []
    order = encodings.utf16_order(content)
    found = None
    if not encodings.has_utf16_bom(content):
        bom = len(encodings.UTF8_BOM) if content.startswith(encodings.UTF8_BOM) else 0
        attempts = (_find_header(dataset, content, encoding, bom) for encoding in encodings.ranked(content))
        found = next((attempt for attempt in attempts if attempt is not None), None)
        shown = "utf-8-sig" if bom else found.encoding if found else ""
    if found is None and order is not None:
        content, shown = encodings.utf16_as_utf8(content, order), "utf-16"
        assumptions.append("文本为 UTF-16 编码，原始行以 UTF-8 保存")
        found = _find_header(dataset, content, "utf-8", 0)
    if found is None:
        raise headers.no_header(dataset)
    header = headers.read_header(dataset, found.cells)
    if found.separator != ",":
        assumptions.append(f"字段以 {'制表符' if found.separator == chr(9) else found.separator} 分隔")
    dialect = Dialect(found.separator.encode(), found.encoding, header.width)
    framed = frame(content, found.stop, found.next_line, dialect)
    table, records, undecodable = _parse(content, framed, dialect)
    _refuse_named_values(header, table)
    lines = framed.records[records] + framed.first_line
    keep = _not_a_header(found.cells, header, table)
    rejected = [_reject(content, framed, at, at, reason) for at, reason in framed.rejected]
    for position in np.flatnonzero(~keep).tolist():
        at = int(framed.records[records[position]])
        rejected.append(_reject(content, framed, at, at, RowReason.REPEATED_HEADER))
    if not keep.all():
        table, lines, records = table.filter(pa.array(keep)), lines[keep], records[keep]
    for record in undecodable:
        first, last = int(framed.records[record]), int(framed.last_lines[record])
        rejected.append(_reject(content, framed, first, last, RowReason.BAD_ENCODING))
    rejected = [_undecodable(found.encoding, one) for one in rejected]
    starts, stops = framed.starts[framed.records[records]], framed.stops[framed.last_lines[records]]
    blank = framed.blank

    def received(positions: Integers) -> list[bytes]:
        return [content[starts[at] : stops[at]] for at in positions.tolist()]

    return Extract(
        format="csv",
        columns={name: table.column(position) for name, position in header.positions.items()},
        lines=lines,
        received=received,
        header_line=found.line,
        encoding=shown,
        rejected=sorted(rejected, key=lambda one: one.line),
        blank_rows=len(blank),
        assumptions=assumptions,
        byte_account={
            "header": found.stop,
            "rows": int((stops - starts).sum()),
            "rejected": sum(len(one.received) for one in rejected),
            "blank": int((framed.stops[blank] - framed.starts[blank]).sum()),
            "file": len(content),
        },
    )


def _find_header(dataset: Dataset, content: bytes, encoding: str, bom: int) -> _Found | None:
    """The row among the first that names most columns, under the separator that shows most of them."""
    head = content[bom : bom + _HEAD_BYTES].decode(encoding, "replace")
    best: tuple[int, _Found] | None = None
    for separator, quoting in itertools.product(SEPARATORS, (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)):
        rows = list(itertools.islice(_split(head, separator, quoting), headers.ROWS_SEARCHED))
        chosen = headers.best_row(dataset, [cells for cells, _, _ in rows])
        if chosen is not None and (best is None or chosen[1] > best[0]):
            cells, first, last = rows[chosen[0]]
            stop = _offset_of_line(content, bom, last)
            best = (chosen[1], _Found(cells, separator, encoding, first, stop, last + 1))
    return best[1] if best else None


def _split(text: str, separator: str, quoting: int) -> Iterator[tuple[list[str], int, int]]:
    """Rows with the physical lines they begin and end on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)  # type: ignore[arg-type]
    before = 0
    try:
        for cells in reader:
            yield cells, before + 1, reader.line_num
            before = reader.line_num
    except csv.Error:  # a field beyond the limit of the module: no header beyond it
        return


def _offset_of_line(content: bytes, start: int, lines: int) -> int:
    """Byte after the given number of physical lines."""
    at = start
    for _ in range(lines):
        feed, alone = content.find(b"\n", at), content.find(b"\r", at)
        if alone >= 0 and (feed < 0 or alone < feed):
            at = alone + 1 + (content[alone + 1 : alone + 2] == b"\n")
        elif feed >= 0:
            at = feed + 1
        else:
            return len(content)
    return at


def _parse(content: bytes, framed: Framed, dialect: Dialect) -> tuple[pa.Table, Integers, list[int]]:
    """Good rows as a table of text in line order, the records they come from, and the records that do not decode."""
    simple = framed.last_lines == framed.records
    tables, order, undecodable = [], [], []
    for spread, records in ((False, np.flatnonzero(simple)), (True, np.flatnonzero(~simple))):
        for part in _portions(framed, records):
            taken, text, failed = _decoded(content, framed, part, dialect)
            undecodable.extend(failed)
            if len(taken):
                tables.append(_parse_text(text, dialect, spread, len(taken)))
                order.append(taken)
    if not tables:
        names = [str(position) for position in range(dialect.width)]
        return pa.table({name: pa.array([], pa.string()) for name in names}), np.zeros(0, np.int64), undecodable
    table, records = pa.concat_tables(tables), np.concatenate(order)
    if (np.diff(records) < 0).any():
        sorting = np.argsort(records)
        table, records = table.take(pa.array(sorting)), records[sorting]
    return table, records, undecodable


def _portions(framed: Framed, records: Integers) -> Iterator[Integers]:
    """Cut the records into portions of a size that is parsed at once."""
    if not len(records):
        return
    size = np.cumsum(framed.stops[framed.last_lines[records]] - framed.starts[framed.records[records]])
    cuts = np.searchsorted(size, np.arange(_PARSE_BYTES, int(size[-1]), _PARSE_BYTES))
    yield from (part for part in np.split(records, np.unique(cuts)) if len(part))


def _decoded(content: bytes, framed: Framed, records: Integers, dialect: Dialect) -> tuple[Integers, bytes, list[int]]:
    """The records that decode, their text as UTF-8, and those that do not."""
    text = _recoded(_gather(content, framed, records), dialect.encoding)
    if text is not None:
        return records, text, []
    failed = _undecodable_records(content, framed, records, dialect.encoding)
    good = records[~np.isin(records, failed)]
    return good, _recoded(_gather(content, framed, good), dialect.encoding) or b"", failed


def _undecodable_records(content: bytes, framed: Framed, records: Integers, encoding: str) -> list[int]:
    """The records with bytes that are no characters, found by halving."""
    if encodings.decodes(_gather(content, framed, records), encoding):
        return []
    if len(records) == 1:
        return [int(records[0])]
    middle = len(records) // 2
    return [
        *_undecodable_records(content, framed, records[:middle], encoding),
        *_undecodable_records(content, framed, records[middle:], encoding),
    ]


def _gather(content: bytes, framed: Framed, records: Integers) -> bytes:
    """The bytes of the records, each with one line end; neighbours in the file are copied in one piece."""
    if not len(records):
        return b""
    first, last = framed.records[records], framed.last_lines[records]
    starts, ends, stops = framed.starts[first], framed.ends[last], framed.stops[last]
    trimmed = framed.trimmed[last]
    piece_ends = np.where(trimmed, ends, stops)
    breaks = np.flatnonzero(starts[1:] != piece_ends[:-1]) + 1
    begin = np.concatenate([[0], breaks])
    final = np.concatenate([breaks - 1, [len(records) - 1]])
    pieces = []
    for a, b in zip(starts[begin].tolist(), final.tolist(), strict=True):
        pieces.append(content[a : piece_ends[b]])
        if trimmed[b]:
            pieces.append(b"\n")
    return b"".join(pieces)


def _recoded(text: bytes, encoding: str) -> bytes | None:
    try:
        decoded = text.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if encoding == "utf-8" else decoded.encode("utf-8")


def _parse_text(text: bytes, dialect: Dialect, spread: bool, rows: int) -> pa.Table:
    names = [str(position) for position in range(dialect.width)]
    table = pa.csv.read_csv(
        io.BytesIO(encodings.UTF8_BOM + text),  # it takes one off, and the first value may begin with one
        read_options=pa.csv.ReadOptions(column_names=names, block_size=len(text) + 4),
        parse_options=pa.csv.ParseOptions(
            delimiter=dialect.separator.decode("ascii"), newlines_in_values=spread, ignore_empty_lines=False
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types={name: pa.string() for name in names}, strings_can_be_null=False, check_utf8=False
        ),
    )
    if table.num_rows != rows:
        raise AssertionError(f"framed {rows} rows, parsed {table.num_rows}: framing and parser disagree")
    return table


def _refuse_named_values(header: headers.Header, table: pa.Table) -> None:
    """A column without a name may be there as long as it is empty."""
    filled = [
        position + 1
        for position in header.unnamed
        if any(value.strip() for value in table.column(position).unique().to_pylist())
    ]
    if filled:
        raise FileRefusedError(FileReason.UNNAMED_COLUMN, columns="、".join(map(str, filled)))


def _not_a_header(cells: list[str], header: headers.Header, table: pa.Table) -> np.ndarray:
    """False for rows that say the header again, as joined exports do."""
    keep = np.ones(table.num_rows, np.bool_)
    again = keep.copy()
    for position in header.positions.values():
        again &= np.asarray(pc.equal(table.column(position), cells[position]), np.bool_)
        if not again.any():
            return keep
    return ~again


def _reject(content: bytes, framed: Framed, first: int, last: int, reason: RowReason) -> Rejected:
    span = content[framed.starts[first] : framed.stops[last]]
    return Rejected(first + framed.first_line, reason, span)


def _undecodable(encoding: str, one: Rejected) -> Rejected:
    """Bytes that are no characters are the nearer reason."""
    if one.reason is RowReason.NUL_BYTE or encodings.decodes(one.received, encoding):
        return one
    return Rejected(one.line, RowReason.BAD_ENCODING, one.received, one.column)
