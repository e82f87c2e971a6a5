"""Workbooks as offices keep them: merged cells, hidden parts, both epochs, XLS."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipelines.standardise import xlsx_books
from pipelines.standardise.sheet_marks import read_marks
from tests.standardise.exports import HEADER, Delivered, csv_bytes, row
from tests.standardise.test_archives_and_workbooks import workbook

FILES = Path(__file__).with_name("files")


def column(header: str) -> int:
    """Its number in a sheet, from 1."""
    return HEADER.index(header) + 1


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(*rows: list[Any]) -> tuple[openpyxl.Workbook, Any]:
    book = openpyxl.load_workbook(io.BytesIO(workbook(("表", [HEADER, *rows]))))
    return book, book["表"]


def rewritten(content: bytes, member: str, before: bytes, after: bytes) -> bytes:
    """The workbook with bytes of one member replaced, as other programs write them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            xml = old.read(name)
            if name == member:
                assert before in xml
                xml = xml.replace(before, after)
            new.writestr(name, xml)
    return out.getvalue()


OTHER_OFFICE_FILE = (
    (FILES / "office.xls").read_bytes().replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))
)
SHEET = "xl/worksheets/sheet1.xml"


def test_an_xls_with_title_merged_header_hidden_parts_and_a_failed_formula_is_read(tmp_path):
    done = Delivered(tmp_path, {"a.xls": (FILES / "office.xls").read_bytes()})
    (file,) = done.account["files"]
    assert (file["format"], file["sheet"], file["header_line"]) == ("xls", "一览表", 3)
    first, second = done.rows
    assert (first["line"], first["person_name"], first["pronounced_date"]) == (4, "张伟", date(2025, 3, 5))
    assert (first["detention_days"], first["id_no_state"]) == (30, "valid")
    assert (second["id_no"], second["id_no_state"]) == (None, "lost_digits")
    assert done.table("received")["id_no"].to_pylist()[1] == "1.50102199003070E+17"
    assert done.quarantine == [("a.xls", 6, "formula_error", "probation_term")]
    assert file["assumptions"][:2] == [
        "第 12 列在工作表中被隐藏，照常读取",
        "1 行在工作表中被隐藏（或被筛选），照常读取",
    ]


def test_in_an_xls_of_the_1904_system_serials_are_moved_and_serials_as_text_are_set_aside(tmp_path):
    done = Delivered(tmp_path, {"a.xls": (FILES / "from_1904.xls").read_bytes()})
    first, last = done.rows
    assert (first["pronounced_date"], first["effective_date"]) == (date(2025, 3, 5), date(2025, 3, 16))
    assert last["line"] == 5
    assert done.quarantine == [
        ("a.xls", 3, "formula_error", "effective_date"),
        ("a.xls", 4, "bad_date", "effective_date"),
    ]
    assert "生效日期：1 行为序列日期，按工作簿所用的 1904 年日期系统换算" in done.account["files"][0]["assumptions"]


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_in_an_xlsx_a_serial_means_the_same_day_whatever_the_epoch_of_the_workbook(tmp_path, epoch):
    zero = date(1899, 12, 30) if epoch == 1900 else date(1904, 1, 1)
    typed = row(1)
    typed[HEADER.index("判决日期")] = date(2025, 3, 5)
    typed[HEADER.index("生效日期")] = (date(2025, 3, 16) - zero).days
    book, _ = opened()
    if epoch == 1904:
        book.epoch = CALENDAR_MAC_1904
    book["表"].append(typed)
    (got,) = Delivered(tmp_path, {"a.xlsx": saved(book)}).rows
    assert (got["pronounced_date"], got["effective_date"]) == (date(2025, 3, 5), date(2025, 3, 16))


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (20250316, date(2025, 3, 16)),  # a date written as a number is none of a system
        (44270.4375, date(2025, 3, 16)),
        (99_000, None),  # past the last serial we take, yet one of the other system
    ],
)
def test_in_the_1904_system_a_number_is_moved_only_where_it_is_a_serial(tmp_path, value, read):
    book, _ = opened()
    book.epoch = CALENDAR_MAC_1904
    typed = row(1)
    typed[HEADER.index("生效日期")] = value
    book["表"].append(typed)
    done = Delivered(tmp_path, {"a.xlsx": saved(book)})
    assert [got["effective_date"] for got in done.rows] == ([read] if read else [])
    assert [reason for _, _, reason, _ in done.quarantine] == ([] if read else ["bad_date"])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", (FILES / "protected.xlsx").read_bytes(), "encrypted_workbook"),
        ("a.xls", (FILES / "office.xls").read_bytes()[:4000], "unreadable_file"),
        ("a.xls", OTHER_OFFICE_FILE, "unknown_format"),
    ],
)
def test_an_old_office_file_that_cannot_be_read_is_refused_with_its_reason(tmp_path, name, content, reason):
    assert Delivered(tmp_path, {name: content}).refused == {name: reason}


def test_a_header_over_two_rows_is_read_through_its_merged_cells(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    inner = range(column("被告人姓名"), column("居住地") + 1)
    for at, header in enumerate(HEADER, 1):
        sheet.cell(2 if at in inner else 1, at, header)
        if at not in inner:
            sheet.merge_cells(start_row=1, end_row=2, start_column=at, end_column=at)
    sheet.cell(1, inner[0], "被告人基本情况")
    sheet.merge_cells(start_row=1, end_row=1, start_column=inner[0], end_column=inner[-1])
    sheet.append(row(1))
    done = Delivered(tmp_path, {"a.xlsx": saved(book)})
    assert done.account["files"][0]["header_line"] == 2
    assert [(got["line"], got["person_name"], got["case_no"]) for got in done.rows] == [
        (3, "张伟", "（2025）内0105刑初1号")
    ]


def test_a_value_merged_over_several_rows_stands_for_each_of_them_and_this_is_said(tmp_path):
    book, sheet = opened(row(1), row(2), row(3))
    at = column("审理法院")
    sheet.cell(2, at, "赛罕区人民法院")
    sheet.merge_cells(start_row=2, end_row=6, start_column=at, end_column=at)
    done = Delivered(tmp_path, {"a.xlsx": saved(book)})
    assert [got["court_name"] for got in done.rows] == ["赛罕区人民法院"] * 3
    (file,) = done.account["files"]
    assert f"第 {at} 列：2 行处于合并单元格内，按该单元格的值读取" in file["assumptions"]
    assert file["rows_in"] == 3


def test_a_row_with_cells_merged_across_columns_is_set_aside_and_not_read_as_half_empty(tmp_path):
    book, sheet = opened(row(1), row(2))
    at = column("判决日期")
    sheet.merge_cells(start_row=3, end_row=3, start_column=at, end_column=at + 1)
    done = Delivered(tmp_path, {"a.xlsx": saved(book)})
    assert done.quarantine == [("a.xlsx", 3, "merged_cells", "pronounced_date")]


def test_hidden_columns_and_filtered_rows_are_data_and_this_is_said(tmp_path):
    book, sheet = opened(row(1), row(2), row(3))
    sheet.column_dimensions.group("C", "D", hidden=True)
    sheet.row_dimensions[3].hidden = True
    done = Delivered(tmp_path, {"a.xlsx": saved(book)})
    assert [got["court_name"] for got in done.rows] == ["青城区人民法院"] * 3
    assert done.account["files"][0]["assumptions"] == [
        "第 3、4 列在工作表中被隐藏，照常读取",
        "1 行在工作表中被隐藏（或被筛选），照常读取",
    ]


def test_a_hidden_column_that_nobody_knows_holds_the_file_like_any_other(tmp_path):
    book, sheet = opened(row(1))
    sheet.cell(1, len(HEADER) + 1, "内部备注")
    sheet.column_dimensions[sheet.cell(1, len(HEADER) + 1).column_letter].hidden = True
    assert Delivered(tmp_path, {"a.xlsx": saved(book)}).refused == {"a.xlsx": "unknown_column"}


def test_a_value_far_outside_the_table_is_named_before_it_fills_the_memory(tmp_path):
    book, sheet = opened(row(1))
    sheet.cell(1_048_576, 16_384, " ")
    done = Delivered(tmp_path, {"a.xlsx": saved(book)})
    assert done.refused == {"a.xlsx": "far_cell"}
    assert "row 1048576, column 16384" in done.account["files"][0]["refused"]["text"]


def test_how_far_a_sheet_may_reach_is_rows_times_columns(tmp_path, monkeypatch):
    book, sheet = opened(row(1))
    sheet.cell(9, 30, " ")
    monkeypatch.setattr(xlsx_books, "MOST_CELLS", 9 * 30)
    assert len(Delivered(tmp_path / "1", {"a.xlsx": saved(book)}).rows) == 1
    monkeypatch.setattr(xlsx_books, "MOST_CELLS", 9 * 30 - 1)
    assert Delivered(tmp_path / "2", {"a.xlsx": saved(book)}).refused == {"a.xlsx": "far_cell"}


def failed_formula() -> bytes:
    book, sheet = opened(row(1), row(2))
    cell = sheet.cell(3, column("生效日期"), "#N/A")
    cell.data_type = "e"
    return saved(book)


ERROR_CELL = f'r="{openpyxl.utils.get_column_letter(column("生效日期"))}3" t="e"'.encode()


@pytest.mark.parametrize("after", [ERROR_CELL.replace(b'"', b"'"), b't="e" ' + ERROR_CELL[:-6] + b' s="0"'])
def test_a_failed_formula_is_found_however_its_cell_is_written(tmp_path, after):
    content = rewritten(failed_formula(), SHEET, ERROR_CELL, after)
    done = Delivered(tmp_path, {"a.xlsx": content})
    assert done.quarantine == [("a.xlsx", 3, "formula_error", "effective_date")]


def moved(content: bytes, before: str, after: str) -> bytes:
    """The workbook with one member under another name, and its relation to it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            xml = old.read(name)
            if name.endswith(".rels") or name == "[Content_Types].xml":
                xml = xml.replace(before.encode(), after.encode())
            new.writestr(after if name == before else name, xml)
    return out.getvalue()


def test_a_failed_formula_is_found_wherever_its_sheet_lies(tmp_path):
    done = Delivered(tmp_path, {"a.xlsx": moved(failed_formula(), SHEET, "xl/tables/one.xml")})
    assert done.quarantine == [("a.xlsx", 3, "formula_error", "effective_date")]


def test_a_binary_workbook_is_named_as_a_format_we_do_not_take(tmp_path):
    content = moved(failed_formula(), "xl/workbook.xml", "xl/workbook.bin")
    assert Delivered(tmp_path, {"a.xlsb": content}).refused == {"a.xlsb": "unknown_format"}


def test_a_failed_formula_without_a_place_holds_the_file(tmp_path):
    content = rewritten(failed_formula(), SHEET, ERROR_CELL, b't="e"')
    assert Delivered(tmp_path, {"a.xlsx": content}).refused == {"a.xlsx": "unreadable_file"}


def test_a_strict_workbook_shows_its_failed_formulas_and_its_epoch_too(tmp_path):
    transitional, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    book = openpyxl.load_workbook(io.BytesIO(failed_formula()))
    book["表"].cell(2, column("判决日期"), 44259)
    content = rewritten(saved(book), "xl/workbook.xml", b"<workbookPr />", b'<workbookPr date1904="true" />')
    for member in ("xl/workbook.xml", SHEET):
        content = rewritten(content, member, transitional + b"spreadsheetml/2006/", strict + b"spreadsheetml/")
    for member in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        content = rewritten(content, member, transitional + b"officeDocument/2006/", strict + b"officeDocument/")
    done = Delivered(tmp_path, {"a.xlsx": content})
    assert done.quarantine == [("a.xlsx", 3, "formula_error", "effective_date")]
    assert done.rows[0]["pronounced_date"] == date(2025, 3, 5)


@pytest.mark.parametrize("size", [1, 7, 64, 4096])
@pytest.mark.parametrize("prefix", [b"", b"x:"])
def test_marks_are_the_same_however_the_xml_is_cut(monkeypatch, size, prefix):
    monkeypatch.setattr("pipelines.standardise.sheet_marks._BLOCK", 1)
    xml = (
        b'<worksheet><cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/></cols><sheetData>'
        + b"".join(
            b'<row r="%d"%s><c r="A%d"/><c r="AB%d" t="e"><v>#N/A</v></c></row>' % (n, b' hidden="1"' * (n % 2), n, n)
            for n in range(1, 60)
        )
        + b"</sheetData></worksheet>"
    )
    xml = re.sub(rb"<(/?)(\w)", rb"<\1" + prefix + rb"\2", xml)
    marks = read_marks(xml[at : at + size] for at in range(0, len(xml), size))
    assert marks.errors == [(n, 27) for n in range(1, 60)]
    assert (marks.hidden_rows, marks.hidden_columns) == (30, {1, 2})
    assert (marks.last_row, marks.last_column, marks.unplaced_errors) == (59, 27, 0)


def test_a_text_that_was_named_like_a_workbook_is_read_as_the_text_it_is(tmp_path):
    done = Delivered(tmp_path, {"a.xls": csv_bytes([row(1)], separator="\t", encoding="gb18030")})
    (file,) = done.account["files"]
    assert (len(done.rows), file["format"], file["encoding"]) == (1, "csv", "gb18030")
    assert "文件名以 .xls 结尾，内容为文本，按文本读取" in file["assumptions"]
