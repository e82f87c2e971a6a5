"""Reading CSV and TXT: encoding, delimiter, header, framing on bytes, then the good rows through pyarrow.csv."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.contracts import Dataset
from pipelines.standardise import encodings, headers
from pipelines.standardise.extract import ROWS_SAMPLED, Content, Extract, Flags, Rejected, whole
from pipelines.standardise.framing import Dialect, Framed, frame, frames, last_line_end
from pipelines.standardise.parsing import parse
from pipelines.standardise.reasons import FileReason, FileRefusedError, RowReason

SEPARATORS = (",", "\t", ";", "|")
_HEAD_BYTES = 1 << 18
_SAMPLED_BYTES = 1 << 20
_BOM = "\ufeff"


@dataclass(frozen=True)
class _Found:
    """Where the header stands and what it says."""

    cells: list[str]
    separator: str
    encoding: str
    line: int  # physical line on which it begins, from 1
    stop: int  # byte after it
    next_line: int


@dataclass(frozen=True)
class DelimitedText:
    """One text file with its header found; its rows are read block by block."""

    dataset: Dataset
    content: Content
    found: _Found
    header: headers.Header
    encoding: str
    assumptions: list[str]
    given: tuple[str, ...] = ()
    format: str = "csv"
    sheet: str | None = None

    @property
    def header_line(self) -> int:
        """The physical line on which the header begins."""
        return self.found.line

    @property
    def size(self) -> int:
        """Bytes that are framed."""
        return len(self.content)

    @property
    def _dialect(self) -> Dialect:
        return Dialect(self.found.separator.encode(), self.found.encoding, self.header.width)

    def sample(self) -> dict[str, pa.Array]:
        """The first rows' columns."""
        stop = self.found.stop + _SAMPLED_BYTES
        head, last = self.content[self.found.stop : stop], stop >= len(self.content)
        size = len(head) if last else last_line_end(head)
        framed = frame(head, size, self.found.stop, self.found.next_line, self._dialect, last=last)
        columns, _, _ = parse(framed, self._dialect, range(self.header.width))
        return {name: columns[at].slice(0, ROWS_SAMPLED) for name, at in self.header.positions.items()}

    def pieces(self, distinct: frozenset[str]) -> Iterator[Callable[[], Extract]]:
        """The rows block by block; only the framing is done here, the reading by whoever calls a piece."""
        before = self.found.stop
        for framed in frames(self.content, self.found.stop, self.found.next_line, self._dialect):
            yield partial(self._piece, framed, distinct, before)
            before = 0
        if before:
            yield partial(self._piece, frame(b"", 0, before, self.found.next_line, self._dialect), distinct, before)

    def settled(self, undecodable: int) -> DelimitedText | None:
        """The same file in another encoding, if that deserves more belief: many rows are no characters in this one."""
        if not undecodable or self.encoding not in encodings.ENCODINGS:
            return None
        others = [encoding for encoding in encodings.ENCODINGS if encoding != self.encoding]
        attempts = (_find_header(self.dataset, self.content, encoding, 0) for encoding in others)
        found = next((attempt for attempt in attempts if attempt is not None), None)
        if found is None or next(encodings.ranked(self.content[:])) == self.encoding:
            return None
        return _opened(self.dataset, self.content, found, found.encoding, [*self.given])

    def _piece(self, framed: Framed, distinct: frozenset[str], before: int) -> Extract:
        positions = self.header.positions
        values, records, undecodable = parse(framed, self._dialect, {positions[n] for n in distinct if n in positions})
        _refuse_named_values(self.header, values)
        keep = _not_a_header(self.found.cells, self.header, values, len(records))
        rejected = [_reject(framed, at, at, reason) for at, reason in framed.rejected]
        for at in framed.records[records[~keep]].tolist():
            rejected.append(_reject(framed, at, at, RowReason.REPEATED_HEADER))
        for record in undecodable.tolist():
            first, last = int(framed.records[record]), int(framed.last_lines[record])
            rejected.append(_reject(framed, first, last, RowReason.BAD_ENCODING))
        rejected = [_undecodable(self.found.encoding, one) for one in rejected]
        if not keep.all():
            kept = pa.array(keep)
            values, records = [column.filter(kept) for column in values], records[keep]
        lines, last_lines = framed.records[records], framed.last_lines[records]
        starts, stops = framed.starts[lines] + framed.offset, framed.stops[last_lines] + framed.offset
        blank = framed.blank
        content = self.content
        return Extract(
            format=self.format,
            columns={name: values[position] for name, position in positions.items()},
            lines=lines + framed.first_line,
            received=lambda asked: [
                content[start:stop] for start, stop in zip(starts[asked].tolist(), stops[asked].tolist(), strict=True)
            ],
            header_line=self.header_line,
            encoding=self.encoding,
            rejected=sorted(rejected, key=lambda one: one.line),
            blank_rows=len(blank),
            byte_account={
                "header": before,
                "rows": int((stops - starts).sum()),
                "rejected": sum(len(one.received) for one in rejected),
                "blank": int((framed.stops[blank] - framed.starts[blank]).sum()),
                "file": before + framed.size,
            },
        )


def open_delimited(dataset: Dataset, content: Content, *assumptions: str) -> DelimitedText:
    """Find encoding, header and separator of one text file; the rows are read later.

    The encoding is the one the head deserves; `DelimitedText.settled` looks at the whole.

    Raises:
        FileRefusedError: no header, or wrong columns.
    """
    head = content[:_HEAD_BYTES]
    noted = list(assumptions)
    if not encodings.has_utf16_bom(head):
        bom = len(encodings.UTF8_BOM) if head.startswith(encodings.UTF8_BOM) else 0
        lines = head if len(head) == len(content) else head[: last_line_end(head) or None]
        attempts = (_find_header(dataset, content, encoding, bom) for encoding in encodings.ranked(lines))
        found = next((attempt for attempt in attempts if attempt is not None), None)
        if found is not None:
            return _opened(dataset, content, found, "utf-8-sig" if bom else found.encoding, noted)
    order = encodings.utf16_order(head)
    if order is None:
        raise headers.no_header(dataset)
    text = encodings.utf16_as_utf8(content[:], order)
    noted.append("文本为 UTF-16 编码，原始行以 UTF-8 保存")
    return _opened(dataset, text, _find_header(dataset, text, "utf-8", 0), "utf-16", noted)


def _opened(
    dataset: Dataset, content: Content, found: _Found | None, encoding: str, assumptions: list[str]
) -> DelimitedText:
    if found is None:
        raise headers.no_header(dataset)
    header = headers.read_header(dataset, found.cells)
    given = tuple(assumptions)
    if found.separator != ",":
        assumptions.append(f"字段以 {'制表符' if found.separator == chr(9) else found.separator} 分隔")
    return DelimitedText(dataset, content, found, header, encoding, assumptions, given)


def read_delimited(dataset: Dataset, content: bytes) -> Extract:
    """Read one text file whole.

    Raises:
        FileRefusedError: no header, wrong columns, or a text in no encoding we take.
    """
    return whole(open_delimited(dataset, content))


def _find_header(dataset: Dataset, content: Content, encoding: str, bom: int) -> _Found | None:
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


def _offset_of_line(content: Content, start: int, lines: int) -> int:
    """Byte after the given number of physical lines."""
    text = content[: start + 2 * _HEAD_BYTES]
    at = start
    for _ in range(lines):
        ends = (text.find(b"\n", at), text.find(b"\r", at))
        if max(ends) < 0 or min(end for end in ends if end >= 0) + 2 > len(text):
            if len(text) < len(content):  # a line as long as no header is
                return _offset_of_line(content[:], start, lines)
            if max(ends) < 0:
                return len(content)
        at = min(end for end in ends if end >= 0)
        at += 2 if text[at : at + 2] == b"\r\n" else 1
    return at


def _refuse_named_values(header: headers.Header, values: list[pa.Array]) -> None:
    """A column without a name may be there as long as it is empty."""
    filled = [
        position + 1
        for position in header.unnamed
        if any(value.strip() for value in values[position].unique().to_pylist())
    ]
    if filled:
        raise FileRefusedError(FileReason.UNNAMED_COLUMN, columns="、".join(map(str, filled)))


def _not_a_header(cells: list[str], header: headers.Header, values: list[pa.Array], rows: int) -> Flags:
    """False for rows that say the header again, as joined exports do."""
    again = np.ones(rows, np.bool_)
    for position in header.positions.values():
        said = cells[position].lstrip(_BOM)
        same = pc.or_(pc.equal(values[position], said), pc.equal(values[position], _BOM + said))
        again &= np.asarray(same, np.bool_)
        if not again.any():
            break
    return ~again


def _reject(framed: Framed, first: int, last: int, reason: RowReason) -> Rejected:
    span = framed.data[framed.starts[first] : framed.stops[last]]
    return Rejected(first + framed.first_line, reason, span)


def _undecodable(encoding: str, one: Rejected) -> Rejected:
    """Bytes that are no characters are the nearer reason."""
    if one.reason is RowReason.NUL_BYTE or encodings.decodes(one.received, encoding):
        return one
    return Rejected(one.line, RowReason.BAD_ENCODING, one.received, one.column)
