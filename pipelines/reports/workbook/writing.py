"""Writing cells: strings stay strings, long ones are cut where the format ends, and the cut is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

#: Characters a cell can hold.
CELL_LIMIT = 32_767
CUT = "……（超出单元格上限，全文见网页报告）"
LINE_POINTS = 15
FEWEST_LINES, MOST_LINES = 2, 8


@dataclass(frozen=True)
class Formats:
    """The cell styles of the workbook."""

    title: Any
    heading: Any
    head: Any
    answer_head: Any
    text: Any
    narrow: Any
    number: Any
    answer: Any
    urgent: Any
    differs: Any
    note: Any

    @classmethod
    def of(cls, book: Any) -> Formats:
        """Make them in a fixed order, so that equal workbooks are equal bytes."""
        font = {"font_name": "微软雅黑", "font_size": 10, "valign": "top"}
        cell = {**font, "text_wrap": True, "border": 1, "border_color": "#C9D2DF"}
        head = {**cell, "bold": True, "valign": "vcenter", "align": "center"}
        return cls(
            title=book.add_format({**font, "font_size": 16, "bold": True, "font_color": "#17437C"}),
            heading=book.add_format({**font, "font_size": 12, "bold": True, "font_color": "#17437C"}),
            head=book.add_format({**head, "bg_color": "#17437C", "font_color": "#FFFFFF"}),
            answer_head=book.add_format({**head, "bg_color": "#8A5300", "font_color": "#FFFFFF"}),
            text=book.add_format(cell),
            narrow=book.add_format({**cell, "align": "center"}),
            number=book.add_format({**cell, "align": "right", "num_format": "#,##0"}),
            answer=book.add_format({**cell, "bg_color": "#FFF8E8"}),
            urgent=book.add_format({**cell, "align": "center", "bold": True, "font_color": "#A61B1B"}),
            differs=book.add_format({**cell, "bg_color": "#FFF4E0"}),
            note=book.add_format({**font, "text_wrap": True}),
        )


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its head, its width in characters, whether a person fills it in, whether it is shown."""

    head: str
    width: float
    answer: bool = False
    hidden: bool = False


def write_text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """Write one string as a string."""
    if len(text) > CELL_LIMIT:
        text = text[: CELL_LIMIT - len(CUT)] + CUT
    if text:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)


def write_number(sheet: Any, row: int, column: int, number: int | None, style: Any) -> None:
    """Write a count; nothing where there is none."""
    if number is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, number, style)


def write_head(sheet: Any, columns: Sequence[Column], formats: Formats, row: int = 0) -> None:
    """Write the head line and set the widths."""
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, None, {"hidden": True} if column.hidden else {})
        write_text(sheet, row, place, column.head, formats.answer_head if column.answer else formats.head)
    sheet.set_row(row, 30)


def row_height(*texts: tuple[str, float]) -> float:
    """Points a row needs for (text, width of its column in half-width characters), within bounds.

    Set in the file, because not every program fits rows to wrapped text on opening.
    """
    return LINE_POINTS * min(max(FEWEST_LINES, _lines(*texts)), MOST_LINES)


def fit_row(sheet: Any, row: int, *texts: tuple[str, float]) -> None:
    """The same for a row that is one line high where one is enough."""
    if _lines(*texts) > 1:
        sheet.set_row(row, row_height(*texts))


def _lines(*texts: tuple[str, float]) -> int:
    return max(
        (sum(1 + int(_half_widths(part) / (width - 2)) for part in text.split("\n")) for text, width in texts),
        default=1,
    )


def _half_widths(text: str) -> int:
    return sum(1 if character < "\u2e80" else 2 for character in text)


def finish_table(sheet: Any, columns: Sequence[Column], rows: int, frozen_columns: int) -> None:
    """Freeze the head, filter every column, print it on every page, fit the width of a page."""
    sheet.freeze_panes(1, frozen_columns)
    sheet.autofilter(0, 0, max(rows, 1), len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P / &N")


def offer(sheet: Any, columns: Sequence[Column], head: str, rows: int, choices: Sequence[str]) -> None:
    """A drop-down of `choices` in every row of the column with that head."""
    place = [column.head for column in columns].index(head)
    if rows:
        sheet.data_validation(
            1,
            place,
            rows,
            place,
            {
                "validate": "list",
                "source": list(choices),
                "error_title": "请从列表中选择",
                "error_message": "、".join(choices)[:250],
            },
        )
