"""The sheet of clues, one row each, with the columns in which people answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipelines.answers.form import CLUE_HEADS, CLUE_ID, INSTRUMENTS, MARK, REASONS, REPLIES, VERDICTS
from pipelines.reports.dossier import Clue, ComparedRow
from pipelines.reports.wording import GROUPS, STATUSES
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

#: Answer columns in their order, with their widths.
ANSWER_WIDTHS = {
    "verdict": 12,
    "reason": 24,
    "note": 30,
    "author": 10,
    "owner": 10,
    "until": 12,
    "instrument": 16,
    "number": 24,
    "served_on": 14,
    "addressee": 24,
    "reply_by": 14,
    "reply": 11,
    "replied_on": 12,
}
CHOICES = {"verdict": VERDICTS, "reason": REASONS, "instrument": INSTRUMENTS, "reply": REPLIES}
CLUE_COLUMNS = (
    Column(CLUE_ID, 19),
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
    Column("答复情况", 30),
    *(Column(CLUE_HEADS[name], width, answer=True) for name, width in ANSWER_WIDTHS.items()),
    Column("首次发现", 12),
    Column("已见夜数", 9),
    Column("双方记载", 60),
    Column("身份认定", 40),
    Column("法律依据", 40),
    Column("责任单位", 34),
    Column("建议文书", 18),
    Column("已核对与查找", 44),
    Column("可以排除的情形", 40),
    Column(MARK, 12, hidden=True),
)
#: Columns up to the first answers are printed; what follows is for the screen.
PRINTED_COLUMNS = [column.head for column in CLUE_COLUMNS].index(CLUE_HEADS["note"]) + 1


def write_clues(sheet: Any, formats: Formats, clues: Sequence[Clue]) -> None:
    """One row per clue in the order of the page; what was answered stands in the answer columns."""
    write_head(sheet, CLUE_COLUMNS, formats)
    for row, clue in enumerate(clues, start=1):
        sheet.set_row(row, row_height((clue.summary, 48), (clue.arithmetic, 34), (_told(clue), 30)))
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
    count = len(clues)
    for name, choices in CHOICES.items():
        offer(sheet, CLUE_COLUMNS, CLUE_HEADS[name], count, list(choices.values()))
    finish_table(sheet, CLUE_COLUMNS, count, frozen_columns=6)
    sheet.print_area(0, 0, max(count, 1), PRINTED_COLUMNS - 1)


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
        _told(clue),
        *(_given(clue)[name] for name in ANSWER_WIDTHS),
        clue.first_seen.isoformat() if clue.first_seen else "",
        clue.nights_seen,
        _records(clue),
        "\n".join(f"{link.sides[0]}与{link.sides[1]}：{link.explanation}" for link in clue.links),
        "\n".join(article.cited for article in clue.law),
        "\n".join(clue.duty),
        clue.instrument,
        "\n".join(f"{reach.what}（{reach.title}，到{reach.covered_to or '从未收到'}）" for reach in clue.searched),
        "\n".join(clue.clears),
        clue.mark,
    )


def _told(clue: Clue) -> str:
    """What was answered, by whom, and how the documents stand."""
    answer = clue.answered
    lines = [f"{answer.label}（{answer.author}，{answer.since}）：{answer.said}"] if answer else []
    lines += [f"{one.label}{one.number}：{one.state_label}" for one in clue.documents]
    return "\n".join(lines)


def _given(clue: Clue) -> dict[str, str]:
    """What stands in the answer columns, in the words of the lists; never who answered: that is said anew."""
    given = dict.fromkeys(ANSWER_WIDTHS, "")
    answer = clue.answered
    if answer and answer.shown:
        until = answer.until.isoformat() if answer.until else ""
        given.update(verdict=answer.label, reason=answer.reason, note=answer.note, owner=answer.owner, until=until)
    if clue.documents:
        newest = clue.documents[0]
        given.update(
            instrument=newest.label,
            number=newest.number,
            served_on=newest.served_on.isoformat(),
            addressee=newest.addressee,
            reply_by=newest.reply_by,
            reply=newest.reply_label,
            replied_on=newest.replied_on.isoformat() if newest.replied_on else "",
        )
    return given


def _records(clue: Clue) -> str:
    """Where each record stands, then the fields that differ, then the rest of each record's fields."""
    heads = [f"{one.source}“{one.title}” {one.file} 第{one.line}行" for one in clue.evidence]
    numbered = [f"[{number}] {head}" for number, head in enumerate(heads, start=1)]
    ordered = sorted(clue.compared, key=lambda row: not row.differs)
    return "\n".join([*numbered, *(_field(row) for row in ordered if any(row.cells))])


def _field(row: ComparedRow) -> str:
    cells = [cell.received or "空" if cell else "—" for cell in row.cells]
    return f"{'【不一致】' if row.differs else ''}{row.label}：{' ｜ '.join(cells)}"
