"""The sheet of doubtful identities, one row per pair, with the columns in which people decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipelines.answers.form import MARK, PAIR_HEADS, PAIR_ID, PAIR_RECORDS, SAME_PERSON
from pipelines.reports.model import Review
from pipelines.reports.workbook.writing import (
    Column,
    Formats,
    finish_table,
    offer,
    row_height,
    write_head,
    write_text,
)

REVIEW_COLUMNS = (
    Column(PAIR_ID, 16),
    Column("甲方来源", 26),
    Column("甲方姓名", 12),
    Column("乙方来源", 26),
    Column("乙方姓名", 12),
    Column("相同的项目", 44),
    Column("不一致的项目（甲／乙）", 56),
    Column("机器说明", 44),
    Column("影响", 26),
    *(Column(head, 30) for head in PAIR_RECORDS),
    Column(PAIR_HEADS["decision"], 12, answer=True),
    Column(PAIR_HEADS["why"], 36, answer=True),
    Column(PAIR_HEADS["author"], 10, answer=True),
    Column(MARK, 12, hidden=True),
)


def write_reviews(sheet: Any, formats: Formats, reviews: Sequence[Review]) -> None:
    """存疑身份: one row per pair, what agrees and what differs."""
    write_head(sheet, REVIEW_COLUMNS, formats)
    for row, review in enumerate(reviews, start=1):
        sheet.set_row(row, row_height((_review_cells(review)[6], 56), (review.explanation, 44)))
        for place, text in enumerate(_review_cells(review)):
            column = REVIEW_COLUMNS[place]
            style = formats.answer if column.answer else formats.text
            write_text(sheet, row, place, text, formats.differs if column.head.startswith("不一致") and text else style)
    count = len(reviews)
    offer(sheet, REVIEW_COLUMNS, PAIR_HEADS["decision"], count, list(SAME_PERSON.values()))
    finish_table(sheet, REVIEW_COLUMNS, count, frozen_columns=1)


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
        review.decision,
        review.why,
        "",
        review.mark,
    )
