"""The workbook: the same clues, drop-downs to answer with, and no text that a program could take for a formula."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from pipelines.answers.form import INSTRUMENTS, REASONS, REPLIES, SAME_PERSON, VERDICTS
from pipelines.reports import Report, workbook
from pipelines.reports.workbook.writing import CELL_LIMIT, CUT
from tests.reports.fixture_nights import HOSTILE


@pytest.fixture(scope="module")
def raw(report: Report) -> bytes:
    return workbook.render(report)


@pytest.fixture(scope="module")
def book(raw: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(raw))


def column_of(book: Workbook, sheet: str, head: str) -> int:
    return [cell.value for cell in book[sheet][1]].index(head) + 1


def test_no_cell_is_a_formula_or_a_link(raw: bytes, book: Workbook) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        for name in parts.namelist():
            text = parts.read(name).decode("utf-8", "replace")
            if "/worksheets/" in name:
                assert "<f>" not in text
                assert "<f " not in text
            assert not re.search(r"ddeLink|externalLink|oleObject|vbaProject", name + text)


def test_hostile_names_stay_the_strings_they_are(book: Workbook) -> None:
    place = column_of(book, "线索", "姓名")
    names = {row[0].value for row in book["线索"].iter_rows(min_row=2, min_col=place, max_col=place)}
    assert set(HOSTILE) <= names
    assert {type(name) for name in names} == {str}


def test_the_sheet_holds_the_clues_of_the_page_in_their_order(book: Workbook, report: Report) -> None:
    ids = [row[0].value for row in book["线索"].iter_rows(min_row=2, max_col=1)]
    assert ids == [clue.finding_id for clue in report.clues]


@pytest.mark.parametrize(
    ("sheet", "head", "choices"),
    [
        ("线索", "核查结论", tuple(VERDICTS.values())),
        ("线索", "原因", tuple(REASONS.values())),
        ("线索", "文书种类", tuple(INSTRUMENTS.values())),
        ("线索", "单位回复", tuple(REPLIES.values())),
        ("存疑身份", "认定", tuple(SAME_PERSON.values())),
    ],
)
def test_answers_are_chosen_from_a_list_in_every_row(
    book: Workbook, sheet: str, head: str, choices: tuple[str, ...]
) -> None:
    letter = openpyxl.utils.get_column_letter(column_of(book, sheet, head))
    offered = {str(rule.sqref): rule.formula1 for rule in book[sheet].data_validations.dataValidation}
    assert offered[f"{letter}2:{letter}{book[sheet].max_row}"] == f'"{",".join(choices)}"'
    assert len(",".join(choices)) <= 255  # what the format allows


def test_heads_are_frozen_and_filtered(book: Workbook) -> None:
    assert book.sheetnames == ["说明", "线索", "已移出", "文书", "类案", "存疑身份", "准确率", "数据来源"]
    for name in book.sheetnames[1:]:
        assert book[name].freeze_panes
        assert book[name].auto_filter.ref.startswith("A1:")


def test_every_pattern_is_a_row_with_the_clues_it_consists_of(book: Workbook, report: Report) -> None:
    sheet = book["类案"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[0] for row in rows] == [pattern.pattern_id for pattern in report.patterns]
    first, head = rows[1], column_of(book, "类案", "线索编号") - 1
    assert first[head].split("\n") == [clue.finding_id for clue in report.patterns[1].clues]
    assert first[column_of(book, "类案", "单位") - 1] == "赛罕区人民法院<b>"
    assert (first[column_of(book, "类案", "条数") - 1], first[column_of(book, "类案", "每千比率") - 1]) == (3, "37.5")
    assert "检察建议" in first[column_of(book, "类案", "建议") - 1]


def test_the_explanation_prints_a_balance_that_adds_up(book: Workbook) -> None:
    lines = [str(row[0].value) for row in book["说明"].iter_rows(max_col=1)]
    sums = [line for line in lines if "收到" in line and "＝" in line]
    assert len(sums) == 3
    for line in sums:
        left, right = line.split("＝")
        assert sum(int(part.replace(",", "")) for part in left.split("＋") if part.strip()) == int(
            right.split("，")[0].replace(",", "")
        )


def test_the_same_report_gives_the_same_bytes_dated_by_the_night(report: Report, raw: bytes, book: Workbook) -> None:
    assert workbook.render(report) == raw
    assert book.properties.created.isoformat() == "2025-10-17T00:00:00"


def test_a_text_too_long_for_a_cell_says_that_it_was_cut(report: Report) -> None:
    long = dataclasses.replace(report.clues[0], summary="长" * (CELL_LIMIT + 10))
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(dataclasses.replace(report, clues=(long,)))))
    text = str(book["线索"].cell(2, column_of(book, "线索", "情形")).value)
    assert len(text) == CELL_LIMIT
    assert text.endswith(CUT)


def test_a_report_without_clues_is_a_workbook_all_the_same(report: Report) -> None:
    empty = dataclasses.replace(report, clues=(), reviews=())
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(empty)))
    assert book["线索"].max_row == 1


@pytest.mark.parametrize(("length", "points"), [(40, None), (60, 30), (100, 45)])
def test_a_source_is_as_high_as_what_is_said_of_it(report: Report, length: int, points: float | None) -> None:
    said = dataclasses.replace(report.sources[0], text="骤" * length, held=(), counties=())
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(dataclasses.replace(report, sources=(said,)))))
    assert book["数据来源"].row_dimensions[2].height == points
