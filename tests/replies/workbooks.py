"""A night in the ledger with its workbook, and the workbook as people give it back."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines import ledger
from pipelines.replies import Result, import_files
from pipelines.reports import Assembly, Report, workbook
from pipelines.settings import Night, Settings
from tests.reports.fixture_nights import LAST, TONIGHT, leave_night

WHEN = datetime.fromisoformat("2025-12-01T09:00:00")
CLUES, PAIRS, EXPLANATION = "线索", "存疑身份", "说明"
DOCUMENT = {"文书种类": "纠正违法通知书", "文书编号": "呼检纠违〔2025〕12号", "文书送达日期": "2025-10-20",
            "收文单位": "赛罕区司法局"}  # fmt: skip
REPLY = {"单位回复": "采纳", "回复日期": "2025-10-30"}


@cache
def _template(numbers: tuple[int, ...], tonight: bool) -> TemporaryDirectory[str]:
    """The folders of a night, laid once."""
    folder = TemporaryDirectory(prefix="night-")
    leave_night(Settings(home=Path(folder.name)), TONIGHT if tonight else LAST, list(numbers))
    return folder


def laid(settings: Settings, *numbers: int, tonight: bool = False) -> Night:
    """Last night, or tonight, with those findings, in the ledger."""
    folder = _template(numbers or (2, 4, 7, 9), tonight)
    shutil.copytree(folder.name, settings.home, dirs_exist_ok=True)
    night = Night.of(settings, TONIGHT if tonight else LAST)
    ledger.run(night)
    return night


def report_of(night: Night) -> Report:
    return Assembly.of(night).report()


def opened(night: Night) -> Workbook:
    """The region's workbook of a night as a person opens it."""
    return openpyxl.load_workbook(io.BytesIO(workbook.render(report_of(night))))


def heads(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[1]}


def row_of(sheet: Worksheet, about: str) -> int:
    return next(row[0].row for row in sheet.iter_rows(min_row=2, max_col=1) if str(row[0].value).startswith(about))


def fill(book: Workbook, about: str, cells: Mapping[str, Any], sheet: str = CLUES, author: str = "王检察官") -> None:
    """Write cells into the row of a clue (by the beginning of its id) or of a pair."""
    at = heads(book[sheet])
    for head, value in {"认定人" if sheet == PAIRS else "核查人": author, **cells}.items():
        book[sheet].cell(row_of(book[sheet], about), at[head]).value = value or None


def saved(book: Workbook, folder: Path, name: str = "clues.xlsx") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / name)
    return folder / name


def taken(settings: Settings, *files: Path, **options: Any) -> Result:
    return import_files(settings, files, **{"given_at": WHEN, **options})


def answered(night: Night, folder: Path, about: str, cells: Mapping[str, Any], **options: Any) -> Result:
    """One row filled in and taken back."""
    book = opened(night)
    fill(book, about, cells, **{key: options.pop(key) for key in ("sheet", "author") if key in options})
    return taken(night.settings, saved(book, folder), **options)


def rewritten(path: Path, change: Callable[[list[list[Any]]], list[list[Any]]], sheet: str = CLUES) -> Path:
    """The sheet's cells as another program would write them anew: values alone, rows and columns as `change` says."""
    book = openpyxl.load_workbook(path)
    rows = change([[cell.value for cell in row] for row in book[sheet].iter_rows()])
    place = book.sheetnames.index(sheet)
    del book[sheet]
    fresh = book.create_sheet(sheet, place)
    for row in rows:
        fresh.append(row)
    book.save(path)
    return path
