"""Reading XLSX: the sheet whose header matches, every cell as the text it shows or the number it holds.

Hidden sheets are not looked at. Hidden rows and columns are: a filter hides rows that are still data.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pyarrow as pa
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pipelines.contracts import Dataset
from pipelines.standardise import headers
from pipelines.standardise.extract import Extract, Integers, Rejected
from pipelines.standardise.formula_errors import cells_with_errors
from pipelines.standardise.reasons import FileReason, FileRefusedError, RowReason
from pipelines.standardise.unpacking import refuse_bomb

#: a number of the sheet has 15 digits; a longer one has lost some
_EXACT_BELOW = 10**15

Rows = list[list[Any]]


@dataclass(frozen=True)
class _Sheet:
    name: str
    sheet: CalamineSheet
    position: int  # of the header row, from 0
    header: headers.Header
    filled: bool


def read_workbook(dataset: Dataset, content: bytes) -> Extract:
    """Read the one sheet that holds the dataset.

    Raises:
        FileRefusedError: damaged, a bomb, no sheet with the header, or several.
    """
    refuse_bomb(content)
    try:
        chosen = _choose(dataset, CalamineWorkbook.from_filelike(io.BytesIO(content)))
        rows = chosen.sheet.to_python(skip_empty_area=False)
    except (FileRefusedError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the library panics on damaged files, and its messages quote cells
        raise FileRefusedError(FileReason.UNREADABLE_FILE, format="XLSX") from None
    return _extract(chosen, rows, cells_with_errors(content, chosen.name))


def _choose(dataset: Dataset, workbook: CalamineWorkbook) -> _Sheet:
    found, refusals = [], []
    for metadata in workbook.sheets_metadata:
        if metadata.typ is not SheetTypeEnum.WorkSheet or metadata.visible is not SheetVisibleEnum.Visible:
            continue
        sheet = workbook.get_sheet_by_name(metadata.name)
        top = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False, nrows=_TOP_ROWS)]
        best = headers.best_row(dataset, top[: headers.ROWS_SEARCHED])
        if best is None:
            continue
        try:
            header = headers.read_header(dataset, top[best[0]])
        except FileRefusedError as refusal:
            refusals.append((best[1], refusal))
        else:
            filled = any(any(cells) for cells in top[best[0] + 1 :]) or sheet.total_height > _TOP_ROWS
            found.append(_Sheet(metadata.name, sheet, best[0], header, filled))
    filled_sheets = [sheet for sheet in found if sheet.filled]
    if len(filled_sheets) > 1:
        names = "、".join(sheet.name for sheet in filled_sheets)
        raise FileRefusedError(FileReason.SEVERAL_SHEETS, sheets=names)
    if found:
        return (filled_sheets or found)[0]
    if refusals:
        raise max(refusals, key=lambda pair: pair[0])[1]
    raise headers.no_header(dataset)


_TOP_ROWS = headers.ROWS_SEARCHED + 10


def _extract(chosen: _Sheet, rows: Rows, errors: list[tuple[int, int]]) -> Extract:
    header, first = chosen.header, chosen.position + 1
    names = [cell_text(cell) for cell in rows[chosen.position]]
    body = rows[first:]
    lines = np.arange(first + 1, len(rows) + 1, dtype=np.int64)
    blank = np.array([not any(cell_text(cell).strip() for cell in row) for row in body], np.bool_)
    filled = [p + 1 for p in header.unnamed if any(cell_text(row[p]).strip() for row in body)]
    if filled:
        raise FileRefusedError(FileReason.UNNAMED_COLUMN, columns="、".join(map(str, filled)))
    rejected = []
    keep = ~blank
    faults = _faults(header, errors, first + 1)
    for position in np.flatnonzero(keep).tolist():
        line = position + first + 1
        if line in faults:
            rejected.append(Rejected(line, RowReason.FORMULA_ERROR, row_bytes(body[position]), faults[line]))
        elif body[position][0] in names and [cell_text(cell) for cell in body[position]] == names:
            rejected.append(Rejected(line, RowReason.REPEATED_HEADER, row_bytes(body[position])))
        else:
            continue
        keep[position] = False
    kept = [row for row, wanted in zip(body, keep.tolist(), strict=True) if wanted]

    def received(positions: Integers) -> list[bytes]:
        return [row_bytes(kept[at]) for at in positions.tolist()]

    return Extract(
        format="xlsx",
        columns={
            name: pa.array([cell_text(row[position]) for row in kept], pa.string())
            for name, position in header.positions.items()
        },
        lines=lines[keep],
        received=received,
        header_line=first,
        sheet=chosen.name,
        rejected=rejected,
        blank_rows=int(blank.sum()),
    )


def _faults(header: headers.Header, errors: list[tuple[int, int]], first_line: int) -> dict[int, str]:
    """Sheet row → the first column of the dataset in which a formula failed."""
    columns = {position: name for name, position in header.positions.items()}
    faults: dict[int, str] = {}
    for line, position in sorted(errors):
        if line >= first_line and position in columns:
            faults.setdefault(line, columns[position])
    return faults


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
