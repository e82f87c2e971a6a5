"""The sheet 类案: one row per unit and rule, with the clues it consists of."""

from __future__ import annotations

from typing import Any

from pipelines.reports.model import Pattern, Report
from pipelines.reports.workbook.writing import (
    Column,
    Formats,
    finish_table,
    row_height,
    write_head,
    write_number,
    write_text,
)

PATTERN_COLUMNS = (
    Column("类案编号", 17),
    Column("规则", 7),
    Column("类型", 16),
    Column("单位", 30),
    Column("单位种类", 18),
    Column("县区", 12),
    Column("条数", 7),
    Column("人数", 7),
    Column("每千比率", 10),
    Column("区内其余每千", 13),
    Column("起算日（最早）", 14),
    Column("起算日（最晚）", 14),
    Column("怎样算出", 60),
    Column("线索编号", 20),
    Column("建议", 24),
)
ADVICE = "核实后可合并制发检察建议"


def write_patterns(sheet: Any, formats: Formats, report: Report) -> None:
    """类案: in the order of the page."""
    write_head(sheet, PATTERN_COLUMNS, formats)
    for row, pattern in enumerate(report.patterns, start=1):
        cells = _cells(pattern)
        sheet.set_row(row, row_height((pattern.arithmetic, 60), ("\n".join(_ids(pattern)), 20)))
        for place, cell in enumerate(cells):
            if isinstance(cell, int):
                write_number(sheet, row, place, cell, formats.number)
            else:
                narrow = PATTERN_COLUMNS[place].head in ("规则", "每千比率", "区内其余每千")
                write_text(sheet, row, place, cell, formats.narrow if narrow else formats.text)
    finish_table(sheet, PATTERN_COLUMNS, len(report.patterns), frozen_columns=4)


def _cells(pattern: Pattern) -> tuple[str | int, ...]:
    return (
        pattern.pattern_id,
        pattern.rule_id,
        pattern.label,
        pattern.unit,
        pattern.unit_kind,
        pattern.county_name,
        pattern.findings,
        pattern.people,
        pattern.rate,
        pattern.rest_rate,
        pattern.first_since.isoformat(),
        pattern.last_since.isoformat(),
        pattern.arithmetic,
        "\n".join(_ids(pattern)),
        ADVICE,
    )


def _ids(pattern: Pattern) -> list[str]:
    return [clue.finding_id for clue in pattern.clues]
