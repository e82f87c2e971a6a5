"""The four sheets: what this is, the clues, the doubtful identities, the sources."""

from __future__ import annotations

from typing import Any

from pipelines.reports.figures import Balance
from pipelines.reports.model import Clue, ComparedRow, Report, Review
from pipelines.reports.wording import COVERAGE_STATES, GROUPS, STATUSES, TIERS
from pipelines.reports.workbook.answers import REASONS, SAME_PERSON, VERDICTS
from pipelines.reports.workbook.writing import (
    Column,
    Formats,
    finish_table,
    offer,
    row_height,
    write_head,
    write_number,
    write_text,
)

CLUE_COLUMNS = (
    Column("线索编号", 19),
    Column("状态", 7),
    Column("级别", 6),
    Column("规则", 7),
    Column("类型", 16),
    Column("姓名", 12),
    Column("证件号码", 21),
    Column("县区", 11),
    Column("案号", 24),
    Column("矫正类别", 11),
    Column("情形", 48),
    Column("日期演算", 34),
    Column("起算日", 12),
    Column("天数", 7),
    Column("档次", 13),
    Column("核查结论", 12, answer=True),
    Column("原因", 24, answer=True),
    Column("备注", 36, answer=True),
    Column("首次发现", 12),
    Column("已见夜数", 9),
    Column("双方记载", 60),
    Column("身份认定", 40),
    Column("法律依据", 40),
    Column("责任单位", 34),
    Column("建议文书", 18),
    Column("已核对与查找", 44),
    Column("可以排除的情形", 40),
)
#: Columns up to the answers are printed; what follows is for the screen.
PRINTED_COLUMNS = 18
REVIEW_COLUMNS = (
    Column("编号", 16),
    Column("甲方来源", 26),
    Column("甲方姓名", 12),
    Column("乙方来源", 26),
    Column("乙方姓名", 12),
    Column("相同的项目", 44),
    Column("不一致的项目（甲／乙）", 56),
    Column("机器说明", 44),
    Column("影响", 26),
    Column("甲方记录", 30),
    Column("乙方记录", 30),
    Column("认定", 12, answer=True),
    Column("理由", 36, answer=True),
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
HOW_TO_FILL_IN = (
    "一、在“线索”页棕色表头的三列填写：核查结论、原因、备注。前两列点单元格后从列表中选择。",
    "二、核查结论：属实（情形存在）；不属实（请同时选原因）；已纠正（情形存在过，已改正）；不予处理（请同时选原因）。",
    "三、没有核查的行请留空，不要猜。不要改动“线索编号”，回收时靠它对应。",
    "四、“存疑身份”页：左右两条记录是否同一人，选 同一人／不同人／无法判断，并写明理由。认定以后每夜沿用。",
    "五、可以筛选、排序、调整列宽；不要增删列。",
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
    line(f"身份存疑 {len(report.reviews)} 对；数据问题 {len(report.data_clues)} 条（交数据工程师）", formats.note)
    row += 1
    line("二、人案平衡（各项之和等于收到的行数）", formats.heading, 20)
    for balance in report.balances:
        row = _write_balance(sheet, formats, balance, row)
    line("三、怎样填写", formats.heading, 20)
    for text in HOW_TO_FILL_IN:
        line(text, formats.note, 20)
    row += 1
    line("四、级别", formats.heading, 20)
    for text in TIERS.values():
        line(text, formats.note)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def write_clues(sheet: Any, formats: Formats, report: Report) -> None:
    """线索: one row per clue in the order of the page, answer columns at the end."""
    write_head(sheet, CLUE_COLUMNS, formats)
    for row, clue in enumerate(report.clues, start=1):
        sheet.set_row(row, row_height((clue.summary, 48), (clue.arithmetic, 34)))
        for place, text in enumerate(_clue_cells(clue)):
            head = CLUE_COLUMNS[place].head
            if isinstance(text, int) or text is None:
                write_number(sheet, row, place, text, formats.number)
            elif CLUE_COLUMNS[place].answer:
                write_text(sheet, row, place, text, formats.answer)
            elif (head == "状态" and clue.status != "continuing") or (head == "类型" and clue.wrong_against_person):
                write_text(sheet, row, place, text, formats.urgent)
            else:
                write_text(
                    sheet, row, place, text, formats.narrow if head in ("状态", "级别", "规则") else formats.text
                )
    count = len(report.clues)
    offer(sheet, CLUE_COLUMNS, "核查结论", count, VERDICTS)
    offer(sheet, CLUE_COLUMNS, "原因", count, list(REASONS.values()))
    finish_table(sheet, CLUE_COLUMNS, count, frozen_columns=6)
    sheet.print_area(0, 0, max(count, 1), PRINTED_COLUMNS - 1)


def write_reviews(sheet: Any, formats: Formats, report: Report) -> None:
    """存疑身份: one row per pair, what agrees and what differs."""
    write_head(sheet, REVIEW_COLUMNS, formats)
    for row, review in enumerate(report.reviews, start=1):
        sheet.set_row(row, row_height((_review_cells(review)[6], 56), (review.explanation, 44)))
        for place, text in enumerate(_review_cells(review)):
            column = REVIEW_COLUMNS[place]
            style = formats.answer if column.answer else formats.text
            write_text(sheet, row, place, text, formats.differs if column.head.startswith("不一致") and text else style)
    count = len(report.reviews)
    offer(sheet, REVIEW_COLUMNS, "认定", count, SAME_PERSON)
    finish_table(sheet, REVIEW_COLUMNS, count, frozen_columns=1)


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
        write_text(sheet, row, 8, "\n".join(reason for reason in reasons if reason), formats.text)
        for apart in source.counties:
            row += 1
            texts = (source.source, f"　└ {apart.county_name}", apart.state, apart.covered_to)
            for place, text in enumerate(texts):
                write_text(sheet, row, place, text, formats.urgent if place == 2 else formats.text)
            for place in range(4, 8):
                write_text(sheet, row, place, "", formats.text)
            write_text(sheet, row, 8, apart.text, formats.text)
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


def _clue_cells(clue: Clue) -> tuple[str | int | None, ...]:
    number = clue.person.id_no + (f"（{clue.person.id_note}）" if clue.person.id_note else "")
    return (
        clue.finding_id,
        STATUSES[clue.status],
        clue.tier,
        clue.rule_id,
        f"{clue.label}（{GROUPS['wrongs']}）" if clue.wrong_against_person else clue.label,
        clue.person.name,
        number,
        clue.county_name,
        clue.case_no,
        clue.correction_type,
        clue.summary,
        clue.arithmetic,
        clue.since.isoformat() if clue.since else "",
        clue.days,
        clue.band,
        "",
        "",
        "",
        clue.first_seen.isoformat() if clue.first_seen else "",
        clue.nights_seen,
        _records(clue),
        "\n".join(f"{link.sides[0]}与{link.sides[1]}：{link.explanation}" for link in clue.links),
        "\n".join(article.cited for article in clue.law),
        "\n".join(clue.duty),
        clue.instrument,
        "\n".join(f"{reach.what}（{reach.title}，到{reach.covered_to or '从未收到'}）" for reach in clue.searched),
        "\n".join(clue.clears),
    )


def _records(clue: Clue) -> str:
    """Where each record stands, then the fields that differ, then the rest of each record's fields."""
    heads = [f"{one.source}“{one.title}” {one.file} 第{one.line}行" for one in clue.evidence]
    numbered = [f"[{number}] {head}" for number, head in enumerate(heads, start=1)]
    ordered = sorted(clue.compared, key=lambda row: not row.differs)
    return "\n".join([*numbered, *(_field(row) for row in ordered if any(row.cells))])


def _field(row: ComparedRow) -> str:
    cells = [cell.received or "空" if cell else "—" for cell in row.cells]
    return f"{'【不一致】' if row.differs else ''}{row.label}：{' ｜ '.join(cells)}"


def _review_cells(review: Review) -> tuple[str, ...]:
    both = [(row, *row.cells) for row in review.rows if len(row.cells) == 2]
    same = [row.label for row, a, b in both if a and b and a.received and b.received and not row.differs]
    differing = [f"{row.label}：{a.received}／{b.received}" for row, a, b in both if row.differs and a and b]
    return (
        review.pair_id,
        " ".join(review.sides[0]),
        review.names[0],
        " ".join(review.sides[1]),
        review.names[1],
        "、".join(same),
        "\n".join(differing),
        review.explanation,
        review.matters,
        review.record_a,
        review.record_b,
        "",
        "",
    )
