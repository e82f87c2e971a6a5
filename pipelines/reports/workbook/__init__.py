"""The report as a workbook to work in: the same clues, with columns in which people answer."""

from __future__ import annotations

import io
from datetime import datetime, time

import xlsxwriter

from pipelines.reports.model import Report
from pipelines.reports.workbook.answer_sheets import write_documents, write_precision
from pipelines.reports.workbook.clue_sheet import write_clues
from pipelines.reports.workbook.pattern_sheet import write_patterns
from pipelines.reports.workbook.review_sheet import write_reviews
from pipelines.reports.workbook.sheets import write_explanation, write_sources
from pipelines.reports.workbook.writing import Formats

FILE_NAME = "clues.xlsx"


def render(report: Report) -> bytes:
    """The report as XLSX; the same report gives the same bytes.

    Every value is written as a string, so that no text of any source can become a formula or a link.
    """
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        # the file's own date is the night, not the moment of writing
        book.set_properties(
            {"title": f"{report.place} {report.night}", "created": datetime.combine(report.night, time())}
        )
        formats = Formats.of(book)
        write_explanation(book.add_worksheet("说明"), formats, report)
        write_clues(book.add_worksheet("线索"), formats, report.clues)
        write_clues(book.add_worksheet("已移出"), formats, report.off_list)
        write_documents(book.add_worksheet("文书"), formats, report.answers.documents)
        write_patterns(book.add_worksheet("类案"), formats, report)
        write_reviews(book.add_worksheet("存疑身份"), formats, report.reviews)
        write_precision(book.add_worksheet("准确率"), formats, report.answers)
        write_sources(book.add_worksheet("数据来源"), formats, report)
    return buffer.getvalue()
