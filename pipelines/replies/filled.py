"""From the cells of a row to answers: a group of cells is an answer, untouched, or a problem to be listed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pipelines.answers import Answer
from pipelines.answers.contents import DOCUMENT, REPLY, VERDICT, document_id, document_number
from pipelines.answers.form import (
    CLUE_HEADS,
    INSTRUMENTS,
    NEED_A_REASON,
    PAIR_HEADS,
    PLAIN_REASONS,
    REASONS,
    REPLIES,
    SAME_PERSON,
    VERDICTS,
)
from pipelines.answers.marks import NOTHING, Mark, content_digest
from pipelines.law.instruments import instruments
from pipelines.replies.reading import Place
from pipelines.standardise.values.dates import read_date

#: Cells of each group of a clue's row, as they are named in `CLUE_HEADS`.
GROUPS = {
    VERDICT: ("verdict", "reason", "note", "owner", "until"),
    DOCUMENT: ("instrument", "number", "served_on", "addressee", "reply_by"),
    REPLY: ("reply", "replied_on"),
}


class UnclearError(ValueError):
    """A group of cells cannot be taken: a Chinese sentence that names head and cure, and quotes no cell."""


@dataclass(frozen=True)
class Statement:
    """One answer of a row: `content` is its digest, `base` that of the answer its author saw standing."""

    place: Place
    answer: Answer
    content: str
    base: str = NOTHING


@dataclass(frozen=True)
class RowOf:
    """A row whose thing is known: finding or records, night, evidence, author."""

    place: Place
    mark: Mark
    author: str
    given_at: datetime
    cells: Mapping[str, str]
    #: what the row showed of columns that are no longer there, by name
    before: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Read:
    """What a row gave."""

    statements: list[Statement] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    untouched: int = 0


def read_clue(row: RowOf, issued: Callable[[str], bool]) -> Read:
    """The answers of a clue's row; `issued` tells whether a document is on record.

    A group that is unclear costs that group alone, and a reply whose document is unclear.
    """
    read = Read()
    _attempt(read, lambda: _verdict(row, read))
    document: list[tuple[str, str, bool]] = []
    _attempt(read, lambda: document.extend(_document(row, read, issued)))
    _attempt(read, lambda: _reply(row, read, document[0] if document else None))
    return read


def read_pair(row: RowOf, records: tuple[str, str]) -> Read:
    """The decision of a pair's row; the records in order, the smaller id first."""
    read = Read()
    _attempt(read, lambda: _decision(row, records, read))
    return read


def _attempt(read: Read, action: Callable[[], None]) -> None:
    try:
        action()
    except UnclearError as unclear:
        read.problems.append(str(unclear))


def _verdict(row: RowOf, read: Read) -> None:
    cell = _filled(row, VERDICT)
    if cell is None:
        return
    kind = _chosen("verdict", cell["verdict"], VERDICTS)
    reason = _chosen("reason", cell["reason"], REASONS) if cell["reason"] else ""
    until = _day("until", cell["until"])
    said = {"verdict": kind, "reason": reason, "note": cell["note"], "owner": cell["owner"], "until": _iso(until)}
    if row.mark.untouched(VERDICT, content_digest(said)):
        read.untouched += 1
        return
    if kind in NEED_A_REASON and not reason:
        raise UnclearError(f"“{VERDICTS[kind]}”须选原因")
    if reason == "other" and not cell["note"]:
        raise UnclearError("原因选了“其他”，须写备注")
    if kind == "waived" and not (cell["owner"] and until):
        raise UnclearError("“不予处理”须填负责人和到期日")
    if kind != "waived" and until:
        raise UnclearError("到期日只用于“不予处理”，请清空")
    if until and until < row.mark.night:
        raise UnclearError(f"到期日早于工作簿的业务日期{row.mark.night}")
    details = {"evidence": row.mark.evidence, "note": cell["note"], "owner": cell["owner"]}
    answer = _answer(row, kind, row.mark.about, "", reason or PLAIN_REASONS[kind], row.mark.night, details, until)
    read.statements.append(Statement(row.place, answer, content_digest(said), row.mark.base(VERDICT)))


def _document(row: RowOf, read: Read, issued: Callable[[str], bool]) -> list[tuple[str, str, bool]]:
    """[(document id, day served, a reply left standing belongs to another document)]; empty where none is given."""
    cell = _filled(row, DOCUMENT)
    if cell is None:
        return []
    instrument = instruments()[_chosen("instrument", cell["instrument"], INSTRUMENTS)]
    number = document_number(cell["number"])
    if instrument.numbered and not number:
        raise UnclearError(f"“{instrument.label}”须填文书编号")
    if number and not instrument.numbered:
        raise UnclearError(f"“{instrument.label}”没有文书编号，请清空或改选文书种类")
    served, reply_by = _past_day(row, "served_on", cell["served_on"]), _day("reply_by", cell["reply_by"])
    if served is None:
        raise UnclearError("须填文书送达日期，回复期限由它起算")
    if not cell["addressee"]:
        raise UnclearError("须填收文单位")
    if reply_by and not instrument.settable:
        raise UnclearError(f"“{instrument.label}”的期限由规定确定，不另填要求回复日期")
    if reply_by and reply_by < served:
        raise UnclearError("要求回复日期早于文书送达日期")
    said = {
        "instrument": instrument.id,
        "number": number,
        "served_on": served.isoformat(),
        "addressee": cell["addressee"],
        "reply_by": _iso(reply_by),
    }
    which = document_id(instrument.id, number, row.mark.about, served.isoformat())
    digest = content_digest(said)
    if row.mark.untouched(DOCUMENT, digest):
        read.untouched += 1
        return [(which, said["served_on"], False)]
    other = row.mark.base(DOCUMENT) != NOTHING and not issued(which)
    if other:
        read.remarks.append("换填了新文书，原文书仍然有效；若是更正编号，请将原文书作废（crosscheck replies void）")
    from_night = max(row.mark.night, served)
    answer = _answer(row, "issued", which, "", instrument.label, from_night, said)
    read.statements.append(Statement(row.place, answer, digest, row.mark.base(DOCUMENT)))
    cites = _answer(row, "cited", row.mark.about, which, instrument.label, from_night, {})
    read.statements.append(Statement(row.place, cites, content_digest({"kind": "cited"})))
    return [(which, said["served_on"], other)]


def _reply(row: RowOf, read: Read, document: tuple[str, str, bool] | None) -> None:
    cell = _filled(row, REPLY)
    if cell is None:
        return
    kind = _chosen("reply", cell["reply"], REPLIES)
    replied = _past_day(row, "replied_on", cell["replied_on"])
    if replied is None:
        raise UnclearError("有单位回复的，须填回复日期")
    said = {"reply": kind, "replied_on": replied.isoformat()}
    digest = content_digest(said)
    if document is None:
        if row.mark.untouched(REPLY, digest):
            return
        raise UnclearError("填了单位回复，但没有完整的文书（种类、编号、送达日期、收文单位）")
    which, served, of_another = document
    if row.mark.untouched(REPLY, digest):
        if of_another:
            raise UnclearError("换填了新文书，单位回复仍是原文书的：请清空，或者填新文书的回复")
        read.untouched += 1
        return
    if said["replied_on"] < served:
        raise UnclearError("回复日期早于文书送达日期")
    answer = _answer(row, kind, which, "", REPLIES[kind], max(row.mark.night, replied), {"replied_on": _iso(replied)})
    read.statements.append(Statement(row.place, answer, digest, NOTHING if of_another else row.mark.base(REPLY)))


def _decision(row: RowOf, records: tuple[str, str], read: Read) -> None:
    decision, why = (row.cells.get(name, row.before.get(name, "")) for name in ("decision", "why"))
    if not (decision or why):
        return
    kind = _chosen("decision", decision, SAME_PERSON)
    digest = content_digest({"decision": kind, "why": why})
    if row.mark.untouched(VERDICT, digest):
        read.untouched += 1
        return
    if not why:
        raise UnclearError("认定须写明理由")
    answer = _answer(row, kind, records[0], records[1], why, row.mark.night, {})
    read.statements.append(Statement(row.place, answer, digest, row.mark.base(VERDICT)))


def _answer(
    row: RowOf,
    kind: str,
    subject: str,
    other: str,
    reason: str,
    from_night: date,
    details: Mapping[str, str],
    until: date | None = None,
) -> Answer:
    if not row.author:
        raise UnclearError("不知道是谁答复的：填“核查人”（“认定人”）列，或者“说明”页的填写人")
    told = {name: text for name, text in details.items() if text}
    return Answer(kind, subject, other, reason, row.author, row.given_at, from_night, until, told)


def _filled(row: RowOf, group: int) -> dict[str, str] | None:
    """The cells of a group, of columns left out what they showed; None where all that are there are empty."""
    if not any(row.cells.get(name) for name in GROUPS[group]):
        return None
    return {name: row.cells.get(name, row.before.get(name, "")) for name in GROUPS[group]}


def _chosen(name: str, text: str, choices: Mapping[str, str]) -> str:
    """The code of a choice, its widths and blanks aside."""
    head = {**CLUE_HEADS, **PAIR_HEADS}[name]
    if not text:
        raise UnclearError(f"同一行填了其他内容，缺“{head}”")
    for code, label in choices.items():
        if _plain(text) == _plain(label):
            return code
    raise UnclearError(f"“{head}”不是列表中的选项；可选：{'、'.join(choices.values())}")


def _day(name: str, text: str) -> date | None:
    if not text:
        return None
    day = read_date(text)
    if day is None:
        raise UnclearError(f"“{CLUE_HEADS[name]}”不是日期，写作 2025-10-15")
    return day


def _past_day(row: RowOf, name: str, text: str) -> date | None:
    day = _day(name, text)
    if day and day > row.given_at.date():
        raise UnclearError(f"“{CLUE_HEADS[name]}”晚于回收之日{row.given_at.date()}")
    return day


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
