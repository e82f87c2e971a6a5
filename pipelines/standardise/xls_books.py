"""Opening the XLS of Excel 97–2003, by xlrd: its error cells, hidden parts and epoch are told apart."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlrd

from pipelines.standardise.reasons import FileReason, FileRefusedError
from pipelines.standardise.sheets import Book, Merged, Rows, Sheet

_VISIBLE = 0


def open_xls(content: bytes, top_rows: int) -> Book:
    """The workbook's visible sheets.

    Raises:
        FileRefusedError: damaged, protected by a password, or no workbook at all.
    """
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileRefusedError(FileReason.ENCRYPTED_WORKBOOK)
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        sheets = [_sheet(sheet, book.datemode, top_rows) for sheet in book.sheets() if sheet.visibility == _VISIBLE]
    except Exception as error:  # its messages quote what they found
        if "encrypted" in str(error):
            raise FileRefusedError(FileReason.ENCRYPTED_WORKBOOK) from None
        if "Can't find workbook" in str(error):
            raise FileRefusedError(FileReason.UNKNOWN_FORMAT) from None
        raise FileRefusedError(FileReason.UNREADABLE_FILE, format="XLS") from None
    return Book("xls", sheets, book.datemode == 1)


def _sheet(sheet: Any, datemode: int, top_rows: int) -> Sheet:
    def rows(count: int = sheet.nrows) -> Rows:
        return [
            [
                _value(kind, value, datemode)
                for kind, value in zip(sheet.row_types(at), sheet.row_values(at), strict=True)
            ]
            for at in range(min(count, sheet.nrows))
        ]

    errors = [
        (row + 1, column)
        for row in range(sheet.nrows)
        for column, kind in enumerate(sheet.row_types(row))
        if kind == xlrd.XL_CELL_ERROR
    ]
    return Sheet(
        name=sheet.name,
        top=rows(top_rows),
        rows=rows,
        height=sheet.nrows,
        merged=[Merged(top, left, below - 1, right - 1) for top, below, left, right in sheet.merged_cells],
        errors=errors,
        hidden_rows=sum(bool(info.hidden) for info in sheet.rowinfo_map.values()),
        hidden_columns=tuple(sorted(at for at, info in sheet.colinfo_map.items() if info.hidden and at < sheet.ncols)),
    )


def _value(kind: int, value: Any, datemode: int) -> Any:
    """As calamine shows it: a date cell as date or moment, an error or a blank as empty."""
    if kind == xlrd.XL_CELL_DATE:
        try:
            moment: datetime = xlrd.xldate_as_datetime(value, datemode)
        except (ValueError, OverflowError):
            return value
        return moment if value % 1 else moment.date()
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    return value if kind in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER) else ""
