"""A filled-in workbook as rows of named cells, wherever its columns and rows were moved to."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import python_calamine

from pipelines.answers.contents import folded
from pipelines.answers.form import CLUE_HEADS, CLUE_ID, FILLED_IN_BY, MARK, PAIR_HEADS, PAIR_ID, PAIR_RECORDS
from pipelines.standardise.values.dates import read_date

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".et")
LARGEST = 100 * 1024 * 1024
#: People put titles above a table; its heads are looked for in so many rows.
ROWS_BEFORE_HEADS = 10
_NIGHT = re.compile(r"业务日期\s*(\d{4}-\d{2}-\d{2})")
_CLUE_NAMES = {head: name for name, head in CLUE_HEADS.items()}
_PAIR_NAMES = {head: name for name, head in PAIR_HEADS.items()}


class ReplyError(ValueError):
    """A workbook cannot be taken at all: names file, reason and cure; quotes no cell."""


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: file, sheet, row as the program that edits it numbers them; 0 for a whole sheet."""

    file: str
    sheet: str = ""
    row: int = 0

    def __str__(self) -> str:
        return " ".join(part for part in (self.file, self.sheet, f"第{self.row}行" if self.row else "") if part)


@dataclass(frozen=True)
class FilledRow:
    """One row of a sheet of clues or pairs: number and mark as they stand, and by name the answer cells there are."""

    place: Place
    of_pairs: bool
    about: str
    mark: str
    records: tuple[str, str]
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Filled:
    """One file: rows, who filled it in, the night its explanation names, and sheets that cannot be read."""

    name: str
    sha256: str
    rows: tuple[FilledRow, ...]
    filled_in_by: str
    night: date | None
    unreadable: tuple[tuple[Place, str], ...]


def read_file(path: Path, content: bytes | None = None) -> Filled:
    """Read a workbook of any program that keeps rows and cells.

    Raises:
        ReplyError: not there, too large, no workbook, or none of its sheets has the heads of ours.
    """
    raw = _bytes(path) if content is None else content
    sheets = _sheets(path.name, raw)
    rows: list[FilledRow] = []
    unreadable: list[tuple[Place, str]] = []
    for sheet, cells in sheets.items():
        found = _table(path.name, sheet, cells)
        if isinstance(found, str):
            unreadable.append((Place(path.name, sheet), found))
        elif found is not None:
            rows.extend(found)
    if not any(_heads(cells) for cells in sheets.values()):
        raise ReplyError(f"{path.name}: 没有找到带“{CLUE_ID}”或“{MARK}”的页，不是线索工作簿，或者表头被改动")
    by, night = _explanation(sheets)
    return Filled(path.name, hashlib.sha256(raw).hexdigest(), tuple(rows), by, night, tuple(unreadable))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise ReplyError(f"{path.name}: 超过{LARGEST // 1024 // 1024}MB，不是线索工作簿")
        return path.read_bytes()
    except OSError as error:
        raise ReplyError(f"{path.name}: 不能读取（{type(error).__name__}）") from None


def _sheets(name: str, raw: bytes) -> dict[str, list[list[str]]]:
    try:
        book = python_calamine.load_workbook(io.BytesIO(raw))
        return {
            sheet: [
                [_text(cell) for cell in row] for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            ]
            for sheet in book.sheet_names
        }
    except Exception as error:  # whatever the reader raises may quote a cell
        reason = "有密码，请去掉密码再交回" if "password" in type(error).__name__.lower() else "不是完整的工作簿"
        raise ReplyError(f"{name}: {reason}") from None


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _head(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _heads(rows: list[list[str]]) -> tuple[int, list[str]] | None:
    """The row of heads: the first that names the mark, or the number together with a column to fill in."""
    for place, row in enumerate(rows[:ROWS_BEFORE_HEADS]):
        heads = [_head(cell) for cell in row]
        numbered = CLUE_ID in heads and set(heads) & set(_CLUE_NAMES)
        numbered = numbered or (PAIR_ID in heads and set(heads) & set(_PAIR_NAMES))
        if MARK in heads or numbered:
            return place, heads
    return None


def _table(file: str, sheet: str, rows: list[list[str]]) -> list[FilledRow] | str | None:
    """The rows below the heads; a sentence where the heads leave open what is meant; None: no sheet of ours."""
    found = _heads(rows)
    if found is None:
        return None
    first, heads = found
    of_pairs = CLUE_ID not in heads and (PAIR_ID in heads or PAIR_HEADS["decision"] in heads)
    names = _PAIR_NAMES if of_pairs else _CLUE_NAMES
    ours = {MARK, PAIR_ID if of_pairs else CLUE_ID, *names, *(PAIR_RECORDS if of_pairs else ())}
    if twice := sorted({head for head in heads if head in ours and heads.count(head) > 1}):
        return f"表头“{'”“'.join(twice)}”出现了不止一次，不能确定以哪一列为准；请只留一列"
    at = {head: place for place, head in enumerate(heads) if head in ours}
    return list(_rows(file, sheet, rows, first, at, of_pairs))


def _rows(
    file: str, sheet: str, rows: list[list[str]], first: int, at: Mapping[str, int], of_pairs: bool
) -> Iterator[FilledRow]:
    names = _PAIR_NAMES if of_pairs else _CLUE_NAMES
    for number, row in enumerate(rows[first + 1 :], start=first + 2):

        def cell(head: str, row: list[str] = row) -> str:
            return folded(row[at[head]]) if head in at and at[head] < len(row) else ""

        cells = {name: cell(head) for head, name in names.items() if head in at}
        about, mark = cell(PAIR_ID if of_pairs else CLUE_ID), cell(MARK)
        if about or mark or any(cells.values()):
            records = (cell(PAIR_RECORDS[0]), cell(PAIR_RECORDS[1]))
            yield FilledRow(Place(file, sheet, number), of_pairs, about, mark, records, cells)


def _explanation(sheets: Mapping[str, list[list[str]]]) -> tuple[str, date | None]:
    """Who filled the workbook in, and its night, from the sheet that explains it."""
    by, night = "", None
    for rows in sheets.values():
        if _heads(rows) is not None:
            continue
        for row in rows:
            for place, text in enumerate(row):
                if _head(text) == _head(FILLED_IN_BY):
                    by = by or next((folded(cell) for cell in row[place + 1 :] if cell.strip()), "")
                named = _NIGHT.search(text)
                if named and night is None:
                    night = read_date(named[1])
    return by, night
