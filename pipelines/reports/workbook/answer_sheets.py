"""The sheets 文书 and 准确率: documents with their due dates, and how often clues proved true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipelines.reports.answered import Answers, Issued
from pipelines.reports.workbook.writing import (
    Column,
    Formats,
    finish_table,
    row_height,
    write_head,
    write_number,
    write_text,
)

DOCUMENT_COLUMNS = (
    Column("种类", 18),
    Column("编号", 26),
    Column("送达日期", 12),
    Column("收文单位", 28),
    Column("回复期限", 12),
    Column("期限演算", 36),
    Column("单位回复", 11),
    Column("回复日期", 12),
    Column("现状", 34),
    Column("所列线索在数据中", 22),
    Column("所列线索", 20),
)
PRECISION_COLUMNS = (
    Column("分组", 10),
    Column("名称", 40),
    Column("属实（含已纠正）", 16),
    Column("不属实", 9),
    Column("合计判定", 10),
    Column("准确率%", 10),
    Column("不予处理", 10),
    Column("不属实的原因", 60),
)
DIMENSIONS = {"all": "全部", "rule": "规则", "dataset": "数据", "county": "县区", "rate": "文书"}
NOT_COUNTED = "准确率＝属实（含已纠正）÷判定；不予处理不计入"


def write_documents(sheet: Any, formats: Formats, documents: Sequence[Issued]) -> None:
    """文书: those waited for first, by due date."""
    write_head(sheet, DOCUMENT_COLUMNS, formats)
    for row, one in enumerate(documents, start=1):
        sheet.set_row(row, row_height(("\n".join(one.finding_ids), 20), (one.arithmetic, 36), (one.state_label, 34)))
        texts = (
            one.label,
            one.number,
            one.served_on.isoformat(),
            one.addressee,
            one.due.isoformat() if one.due else "",
            one.arithmetic,
            one.reply_label,
            one.replied_on.isoformat() if one.replied_on else "",
            one.state_label,
            one.outcome,
            "\n".join(one.finding_ids),
        )
        for place, text in enumerate(texts):
            urgent = one.tone == "bad" and DOCUMENT_COLUMNS[place].head == "现状"
            write_text(sheet, row, place, text, formats.urgent if urgent else formats.text)
    finish_table(sheet, DOCUMENT_COLUMNS, len(documents), frozen_columns=2)


def write_precision(sheet: Any, formats: Formats, answers: Answers) -> None:
    """准确率: by rule, dataset and county; below it the rates of the documents with what they rest on."""
    write_head(sheet, PRECISION_COLUMNS, formats)
    row = 0
    for line in answers.proved:
        row += 1
        write_text(sheet, row, 0, DIMENSIONS[line.dimension], formats.text)
        write_text(sheet, row, 1, line.name, formats.text)
        for place, number in enumerate((line.true, line.unfounded, line.judged), start=2):
            write_number(sheet, row, place, number, formats.number)
        write_text(sheet, row, 5, line.share, formats.narrow)
        write_number(sheet, row, 6, line.waived, formats.number)
        write_text(sheet, row, 7, line.reasons, formats.text)
    for rate in answers.rates if any(rate.whole for rate in answers.rates) else ():
        row += 1
        write_text(sheet, row, 0, DIMENSIONS["rate"], formats.text)
        write_text(sheet, row, 1, rate.label, formats.text)
        write_number(sheet, row, 2, rate.part, formats.number)
        write_text(sheet, row, 3, "", formats.text)
        write_number(sheet, row, 4, rate.whole, formats.number)
        write_text(sheet, row, 5, rate.share, formats.narrow)
        write_text(sheet, row, 6, "", formats.text)
        write_text(sheet, row, 7, "", formats.text)
    finish_table(sheet, PRECISION_COLUMNS, row, frozen_columns=2)
    write_text(sheet, row + 2, 1, "；".join((NOT_COUNTED, *answers.notes)), formats.note)
