"""The sheets that are only read: what this is and how to fill it in, and the sources."""

from __future__ import annotations

from typing import Any

from pipelines.answers.form import FILLED_IN_BY
from pipelines.reports.figures import Balance
from pipelines.reports.model import Report
from pipelines.reports.wording import COVERAGE_STATES, STATUSES, TIERS
from pipelines.reports.workbook.writing import (
    Column,
    Formats,
    finish_table,
    fit_row,
    write_head,
    write_number,
    write_text,
)

SOURCE_COLUMNS = (
    Column("来源", 10),
    Column("数据", 30),
    Column("状态", 11),
    Column("覆盖到", 13),
    Column("采用的交付", 13),
    Column("收到", 11),
    Column("采用", 11),
    Column("隔离", 9),
    Column("说明", 90),
)
EXPLANATION_WIDTHS = (16, *(11 for _ in range(13)))
#: Characters that fit one line of the explanation.
WRAPS_BEYOND = 75
HOW_TO_FILL_IN = (
    "一、在“线索”页棕色表头的各列填写；有下拉箭头的从列表中选择。没有核查的行请留空，不要猜；不需要的列可以不填。",
    "二、核查结论：属实（情形存在）；不属实（须选原因）；已纠正（情形存在过，已改正）；不予处理（须选原因，并填负责人、到期日）；"
    "撤回答复（此前答错了）。原因选“其他”的，须写备注。",
    "三、发了文书的：填文书种类、文书编号（口头纠正不填）、文书送达日期、收文单位；文书另定回复期限的，填要求回复日期。"
    "收到回复的：填单位回复、回复日期。",
    "四、“存疑身份”页：左右两条记录是否同一人，选 同一人／不同人／无法判断，并写明理由。认定以后每夜沿用。",
    "五、“已移出”页是已答复而不再列入的线索，也可以在那里改答。已填好的内容不必重填；要改就直接改。",
    "六、在下面写上填写人姓名；各行由不同的人填写的，写在该行的“核查人”“认定人”列。",
    "七、可以筛选、排序、调整列宽、移动列、删掉不用的列；不要改动“线索编号”，排序时请选整个表。",
)


def write_explanation(sheet: Any, formats: Formats, report: Report) -> None:
    """说明: night, counts, wrongs first, balance, how to fill in."""
    for place, width in enumerate(EXPLANATION_WIDTHS):
        sheet.set_column(place, place, width)
    last = len(EXPLANATION_WIDTHS) - 1
    row = 0

    def line(text: str, style: Any, height: float | None = None) -> None:
        nonlocal row
        sheet.merge_range(row, 0, row, last, "", style)
        write_text(sheet, row, 0, text, style)
        if height:
            sheet.set_row(row, height)
        row += 1

    compared_with = f"与上一夜 {report.previous_night} 相比" if report.previous_night else "台账首夜，全部列为新增"
    line(f"{report.place} 社区矫正比对线索", formats.title, 28)
    line(f"业务日期 {report.night} {report.weekday}，{compared_with}", formats.note)
    line("以下均为待核查线索，不是违法认定。内含个人信息，仅限承办人员使用。", formats.note)
    row += 1
    line("一、本夜线索", formats.heading, 20)
    counts = "，".join(f"{name} {report.count(status)} 条" for status, name in STATUSES.items())
    line(f"当前 {len(report.clues)} 条：{counts}", formats.note)
    line(f"其中侵害矫正对象权益 {len(report.wrongs)} 条，列在“线索”页最前", formats.note)
    if report.patterns:
        line(f"类案线索 {len(report.patterns)} 组（同一单位、同一规则），列在“类案”页，可考虑检察建议", formats.note)
    told = "，".join(f"{tally.label} {tally.count} 条" for tally in report.answers.tallies if tally.count)
    line(f"答复情况：{told or '尚无答复'}", formats.note)
    for one in report.held_back:
        line(f"暂缓核查 {one.size} 条：{one.text}", formats.note, 32)
    line(f"身份存疑 {len(report.reviews)} 对；数据问题 {len(report.data_clues)} 条（交数据工程师）", formats.note)
    row += 1
    line("二、人案平衡（各项之和等于收到的行数）", formats.heading, 20)
    for balance in report.balances:
        row = _write_balance(sheet, formats, balance, row)
    line("三、怎样填写", formats.heading, 20)
    for text in HOW_TO_FILL_IN:
        line(text, formats.note, 32 if len(text) > WRAPS_BEYOND else 18)
    write_text(sheet, row, 0, FILLED_IN_BY, formats.answer_head)
    sheet.merge_range(row, 1, row, 3, "", formats.answer)
    row += 2
    line("四、级别", formats.heading, 20)
    for text in TIERS.values():
        line(text, formats.note)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def write_sources(sheet: Any, formats: Formats, report: Report) -> None:
    """数据来源: every dataset, and below it the counties that differ."""
    write_head(sheet, SOURCE_COLUMNS, formats)
    row = 0
    for source in report.sources:
        row += 1
        current = source.state == "current"
        texts = (source.source, source.title, COVERAGE_STATES.get(source.state, source.state), source.covered_to)
        for place, text in enumerate(texts):
            write_text(sheet, row, place, text, formats.text if current or place != 2 else formats.urgent)
        write_text(sheet, row, 4, source.delivered, formats.text)
        for place, number in enumerate((source.rows_in, source.rows_out, source.rows_quarantined), start=5):
            write_number(sheet, row, place, number, formats.number)
        reasons = [source.text, *(reason for reason in source.held if reason not in source.text)]
        told = "\n".join(reason for reason in reasons if reason)
        write_text(sheet, row, 8, told, formats.text)
        fit_row(sheet, row, (told, SOURCE_COLUMNS[8].width))
        for apart in source.counties:
            row += 1
            texts = (source.source, f"　└ {apart.county_name}", apart.state, apart.covered_to)
            for place, text in enumerate(texts):
                write_text(sheet, row, place, text, formats.urgent if place == 2 else formats.text)
            for place in range(4, 8):
                write_text(sheet, row, place, "", formats.text)
            write_text(sheet, row, 8, apart.text, formats.text)
            fit_row(sheet, row, (apart.text, SOURCE_COLUMNS[8].width))
    finish_table(sheet, SOURCE_COLUMNS, row, frozen_columns=2)


def _write_balance(sheet: Any, formats: Formats, balance: Balance, row: int) -> int:
    """One table of the balance as two columns of outcomes and rows, so that the sum can be checked by eye."""
    mark = "相符" if balance.holds else "不符，请数据工程师核查"
    write_text(sheet, row, 0, balance.title, formats.head)
    for place, column in enumerate(balance.columns, start=1):
        write_text(sheet, row, place, column.label, formats.head)
    row += 1
    write_text(sheet, row, 0, f"单位：{balance.unit}", formats.text)
    for place, rows in enumerate(balance.total.cells, start=1):
        write_number(sheet, row, place, rows, formats.number)
    row += 1
    total = balance.total
    sheet.merge_range(row, 0, row, len(EXPLANATION_WIDTHS) - 1, "", formats.note)
    parts = " ＋ ".join(f"{rows:,}" for rows in total.cells if rows)
    write_text(sheet, row, 0, f"{parts} ＝ {total.total:,}，收到 {total.received:,}（{mark}）", formats.note)
    return row + 2
