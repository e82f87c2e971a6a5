"""Reading XLSX and XLS: the sheet whose header matches, every cell as the text it shows or the number it holds.

Hidden sheets are not looked at. Hidden rows and columns are: a filter hides rows that are still data. Merged cells hold
their value in the first one only: in a header it names the column, below it stands for every row it covers.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.contracts import Dataset
from pipelines.standardise import headers
from pipelines.standardise.extract import Extract, Integers, Rejected
from pipelines.standardise.reasons import FileReason, FileRefusedError, RowReason
from pipelines.standardise.sheets import Book, Merged, Sheet
from pipelines.standardise.values.dates import read_moment
from pipelines.standardise.xls_books import open_xls
from pipelines.standardise.xlsx_books import open_xlsx

#: a number of the sheet has 15 digits; a longer one has lost some
_EXACT_BELOW = 10**15
_TOP_ROWS = headers.ROWS_SEARCHED + 10
#: days between the two epochs of serial dates
_EPOCHS_APART = 1462
_DATES = ("date", "datetime")
#: a number from here on is no serial but a date written as one, such as 20250305
_FIRST_NO_SERIAL = 100_000
_SERIAL_TEXT = re.compile(r"\s*\d{5}(?:[.．]\d+)?\s*")


@dataclass(frozen=True)
class _Chosen:
    """The sheet that holds the dataset, and where its header stands."""

    sheet: Sheet
    position: int  # of the header row, from 0
    cells: list[str]
    header: headers.Header
    filled: bool


def read_workbook(dataset: Dataset, content: bytes) -> Extract:
    """Read the one sheet of an XLSX or XLS that holds the dataset.

    Raises:
        FileRefusedError: damaged, a bomb, no sheet with the header, or several.
    """
    book = open_xlsx(content, _TOP_ROWS) if content.startswith(b"PK") else open_xls(content, _TOP_ROWS)
    return _extract(dataset, book, _choose(dataset, book))


def _choose(dataset: Dataset, book: Book) -> _Chosen:
    found, refusals = [], []
    for sheet in book.sheets:
        top = [_header_cells(sheet, position) for position in range(min(len(sheet.top), headers.ROWS_SEARCHED))]
        best = headers.best_row(dataset, top)
        if best is None:
            continue
        position, score = best
        try:
            header = headers.read_header(dataset, top[position])
        except FileRefusedError as refusal:
            refusals.append((score, refusal))
        else:
            filled = sheet.height > len(sheet.top) or any(not _is_blank(row) for row in sheet.top[position + 1 :])
            found.append(_Chosen(sheet, position, top[position], header, filled))
    filled_sheets = [chosen for chosen in found if chosen.filled]
    if len(filled_sheets) > 1:
        names = "、".join(chosen.sheet.name for chosen in filled_sheets)
        raise FileRefusedError(FileReason.SEVERAL_SHEETS, sheets=names)
    if found:
        return (filled_sheets or found)[0]
    if refusals:
        raise max(refusals, key=lambda pair: pair[0])[1]
    raise headers.no_header(dataset)


def _header_cells(sheet: Sheet, position: int) -> list[str]:
    """A row as a header: where it is the lower part of a merged cell, the name stands above."""
    cells = [cell_text(cell) for cell in sheet.top[position]]
    for merged in sheet.merged:
        column = merged.first_column
        if merged.first_row < position <= merged.last_row and column < len(cells) and not cells[column].strip():
            cells[column] = cell_text(sheet.top[merged.first_row][column])
    return cells


def _extract(dataset: Dataset, book: Book, chosen: _Chosen) -> Extract:
    sheet, header, first = chosen.sheet, chosen.header, chosen.position + 1
    rows = sheet.rows()
    body = rows[first:]
    blank = np.fromiter((_is_blank(row) for row in body), np.bool_, len(body))
    filled = [p + 1 for p in header.unnamed if any(cell_text(row[p]).strip() for row in body)]
    if filled:
        raise FileRefusedError(FileReason.UNNAMED_COLUMN, columns="、".join(map(str, filled)))
    assumptions = _hidden(sheet)
    shown, spread, note = _unmerged(sheet, header, rows, first, blank)
    assumptions += note
    if book.from_1904:
        serials, doubtful = _from_1904(dataset, header, shown, blank)
        assumptions += serials
    else:
        doubtful = {}
    again = [cell_text(cell) for cell in rows[chosen.position]]
    faults = _faults(header, sheet.errors, first + 1)
    rejected = []
    keep = ~blank
    for position in np.flatnonzero(keep).tolist():
        line = position + first + 1
        came = body[position]
        if line in faults:
            rejected.append(Rejected(line, RowReason.FORMULA_ERROR, row_bytes(came), faults[line]))
        elif position in spread:
            rejected.append(Rejected(line, RowReason.MERGED_CELLS, row_bytes(came), spread[position]))
        elif position in doubtful:
            rejected.append(Rejected(line, RowReason.BAD_DATE, row_bytes(came), doubtful[position]))
        elif came[0] == again[0] and [cell_text(cell) for cell in came] == again:
            rejected.append(Rejected(line, RowReason.REPEATED_HEADER, row_bytes(came)))
        else:
            continue
        keep[position] = False
    wanted = np.flatnonzero(keep).tolist()
    kept = [shown[position] for position in wanted]

    def received(positions: Integers) -> list[bytes]:
        return [row_bytes(body[wanted[at]]) for at in positions.tolist()]

    cells = list(zip(*kept, strict=True)) or [()] * header.width  # column by column
    return Extract(
        format=book.format,
        columns={name: _texts(cells[position]) for name, position in header.positions.items()},
        lines=np.flatnonzero(keep).astype(np.int64) + first + 1,
        received=received,
        header_line=first,
        sheet=sheet.name,
        rejected=rejected,
        blank_rows=int(blank.sum()),
        assumptions=assumptions,
    )


def _hidden(sheet: Sheet) -> list[str]:
    """What a person does not see in the sheet and is read all the same."""
    notes = []
    if sheet.hidden_columns:
        numbers = "、".join(str(position + 1) for position in sheet.hidden_columns)
        notes.append(f"第 {numbers} 列在工作表中被隐藏，照常读取")
    if sheet.hidden_rows:
        notes.append(f"{sheet.hidden_rows} 行在工作表中被隐藏（或被筛选），照常读取")
    return notes


def _unmerged(
    sheet: Sheet, header: headers.Header, rows: list[list[Any]], first: int, blank: np.ndarray[Any, Any]
) -> tuple[list[list[Any]], dict[int, str], list[str]]:
    """The body with the value of a merged cell in every row it covers; rows with cells merged across columns; notes."""
    names = {position: name for name, position in header.positions.items()}
    shown = list(rows[first:])
    across: dict[int, str] = {}
    filled: Counter[int] = Counter()
    for merged in sheet.merged:
        covered = [names[at] for at in range(merged.first_column, merged.last_column + 1) if at in names]
        body = range(max(merged.first_row, first), min(merged.last_row + 1, len(rows)))
        if not covered or not body:
            continue
        if not merged.one_column:
            across.update({row - first: covered[0] for row in body})
        elif merged.first_row >= first:
            filled[merged.first_column] += _spread(shown, rows, merged, first, blank)
    notes = [
        f"第 {column + 1} 列：{count} 行处于合并单元格内，按该单元格的值读取"
        for column, count in sorted(filled.items())
        if count
    ]
    return shown, across, notes


def _spread(
    shown: list[list[Any]], rows: list[list[Any]], merged: Merged, first: int, blank: np.ndarray[Any, Any]
) -> int:
    value = rows[merged.first_row][merged.first_column]
    count = 0
    for row in range(merged.first_row + 1, min(merged.last_row + 1, len(rows))):
        if not blank[row - first]:
            shown[row - first] = list(shown[row - first])
            shown[row - first][merged.first_column] = value
            count += 1
    return count


def _from_1904(
    dataset: Dataset, header: headers.Header, shown: list[list[Any]], blank: np.ndarray[Any, Any]
) -> tuple[list[str], dict[int, str]]:
    """Serial numbers of a workbook that counts from 1904, moved in place; as text they are of no certain epoch."""
    notes = []
    doubtful: dict[int, str] = {}
    for name, column in header.positions.items():
        if dataset.column[name].type not in _DATES:
            continue
        moved = 0
        for position in np.flatnonzero(~blank).tolist():
            cell = shown[position][column]
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                moment = read_moment(number_text(cell + _EPOCHS_APART)) if cell < _FIRST_NO_SERIAL else None
                if moment is not None:
                    shown[position] = list(shown[position])
                    shown[position][column] = moment
                    moved += 1
                elif read_moment(number_text(cell)) is not None and cell < _FIRST_NO_SERIAL:
                    doubtful.setdefault(position, name)
            elif isinstance(cell, str) and _SERIAL_TEXT.fullmatch(cell):
                doubtful.setdefault(position, name)
        if moved:
            header_name = dataset.column[name].headers[0]
            notes.append(f"{header_name}：{moved} 行为序列日期，按工作簿所用的 1904 年日期系统换算")
    return notes, doubtful


def _is_blank(row: Sequence[Any]) -> bool:
    if row and type(row[0]) is str and row[0].strip():  # nearly every row
        return False
    return not any(cell.strip() if isinstance(cell, str) else cell is not None for cell in row)


def _faults(header: headers.Header, errors: list[tuple[int, int]], first_line: int) -> dict[int, str]:
    """Sheet row → the first column of the dataset in which a formula failed."""
    columns = {position: name for name, position in header.positions.items()}
    faults: dict[int, str] = {}
    for line, position in sorted(errors):
        if line >= first_line and position in columns:
            faults.setdefault(line, columns[position])
    return faults


def _texts(cells: Sequence[Any]) -> pa.Array:
    """One column as text; most hold nothing else, and that is asked first."""
    try:
        return pa.array(cells, pa.string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        pass
    return pa.array([cell if type(cell) is str else cell_text(cell) for cell in cells], pa.string())


def row_bytes(row: list[Any]) -> bytes:
    """A row of cells as it came: a JSON list of texts."""
    return json.dumps([cell_text(cell) for cell in row], ensure_ascii=False).encode("utf-8", "surrogatepass")


def cell_text(cell: Any) -> str:
    """A cell as text: a whole number without fraction, one with lost digits as `1.50102E+17`, a date as ISO."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)


def number_text(number: float) -> str:
    """A binary number as text; from 15 digits on it says itself that digits are lost."""
    if number != number:
        return ""
    if isinstance(number, int) or (number.is_integer() and abs(number) < _EXACT_BELOW):
        return str(int(number))
    if abs(number) >= _EXACT_BELOW:
        return f"{number:.14E}"
    return repr(number)
