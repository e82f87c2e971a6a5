"""Opening XLSX: values by calamine, and from the XML what calamine does not show."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pipelines.standardise.reasons import FileReason, FileRefusedError
from pipelines.standardise.sheet_marks import SheetMarks, paths_of_sheets, read_marks
from pipelines.standardise.sheets import Book, Merged, Rows, Sheet
from pipelines.standardise.unpacking import blocks_of_members

#: cells of the rectangle a sheet spans; 32 bytes each before one is read
MOST_CELLS = 80_000_000


def open_xlsx(content: bytes, top_rows: int) -> Book:
    """The workbook's visible sheets.

    Raises:
        FileRefusedError: damaged, a bomb, or a cell so far out that the sheet does not fit into memory.
    """
    marks_of = {path: read_marks(blocks) for path, blocks in blocks_of_members(content) if _may_be_sheet(path)}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "xl/workbook.xml" not in archive.namelist():  # the binary form, xlsb
                raise FileRefusedError(FileReason.UNKNOWN_FORMAT)
            paths, from_1904 = paths_of_sheets(archive)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [
            metadata.name
            for metadata in book.sheets_metadata
            if metadata.typ is SheetTypeEnum.WorkSheet and metadata.visible is SheetVisibleEnum.Visible
        ]
        sheets = []
        for name in visible:
            marks = marks_of[paths[name]]  # without them a failed formula would pass for an empty cell
            _refuse_far_cell(name, marks)
            sheets.append(_sheet(name, book.get_sheet_by_name(name), marks, top_rows))
    except (FileRefusedError, KeyboardInterrupt, SystemExit):
        raise
    except (KeyError, ElementTree.ParseError):
        raise FileRefusedError(FileReason.UNREADABLE_FILE, format="XLSX") from None
    except BaseException:  # the library panics on damaged files, and its messages quote cells
        raise FileRefusedError(FileReason.UNREADABLE_FILE, format="XLSX") from None
    return Book("xlsx", sheets, from_1904)


def _may_be_sheet(path: str) -> bool:
    """Sheets may lie anywhere; the texts they share are large and are none."""
    return path.endswith(".xml") and not path.endswith(("sharedStrings.xml", "styles.xml"))


def _refuse_far_cell(name: str, marks: SheetMarks) -> None:
    if marks.last_row * (marks.last_column + 1) > MOST_CELLS:
        raise FileRefusedError(FileReason.FAR_CELL, sheet=name, row=marks.last_row, column=marks.last_column + 1)
    if marks.unplaced_errors:
        raise FileRefusedError(FileReason.UNREADABLE_FILE, format="XLSX")


def _sheet(name: str, sheet: CalamineSheet, marks: SheetMarks, top_rows: int) -> Sheet:
    def rows() -> Rows:
        return sheet.to_python(skip_empty_area=False)

    return Sheet(
        name=name,
        top=sheet.to_python(skip_empty_area=False, nrows=top_rows),
        rows=rows,
        height=sheet.total_height,
        merged=[Merged(*first, *last) for first, last in sheet.merged_cell_ranges or []],
        errors=marks.errors,
        hidden_rows=marks.hidden_rows,
        hidden_columns=tuple(sorted(marks.hidden_columns)),
    )
