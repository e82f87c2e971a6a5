"""Sets source records side by side, and their dates on one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pipelines.law.refusal import Refusal
from pipelines.law.terms import parse_term
from pipelines.reports.dossier import ComparedRow, Evidence, Moment, Value
from pipelines.rules.evidence import NOT_YET_KNOWN

#: Columns of different names that say the same, by the name they are compared under.
SAME_MEANING = {"execution_county": "county", "original_case_no": "case_no", "sentence_end_date": "end_date"}
#: Dates about the person rather than the course of events.
NO_EVENT = frozenset({"birth_date"})
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def compared(evidence: Sequence[Evidence]) -> tuple[ComparedRow, ...]:
    """One row per field in order of first appearance; `differs` where two systems say different things."""
    return side_by_side([one.values for one in evidence], [one.dataset for one in evidence])


def side_by_side(sides: Sequence[Sequence[Value]], datasets: Sequence[str]) -> tuple[ComparedRow, ...]:
    """The same for any records: `sides` holds the values of each, `datasets` where each comes from."""
    fields: dict[tuple[str, str], dict[int, Value]] = {}
    for place, values in enumerate(sides):
        for value in values:
            # of one type: a sentence's status is not a register's
            field = (SAME_MEANING.get(value.column, value.column), value.type)
            fields.setdefault(field, {}).setdefault(place, value)
    rows = []
    for cells in fields.values():
        said = {(datasets[place], _folded(value)) for place, value in cells.items() if _folded(value)}
        differs = len({dataset for dataset, _ in said}) > 1 and len({text for _, text in said}) > 1
        label = next(iter(cells.values())).label
        rows.append(ComparedRow(label, tuple(cells.get(place) for place in range(len(sides))), differs))
    return tuple(rows)


def disputed(finding_key: str, rows: Sequence[ComparedRow]) -> tuple[ComparedRow, ...]:
    """The rows of the field a finding's key names (a part that is no record id), where two records speak of it.

    A field under a name of the rule's own: the rows that differ.
    """
    named = {SAME_MEANING.get(part, part) for part in finding_key.split("|") if "/" not in part}
    found = []
    for row in rows:
        columns = {SAME_MEANING.get(cell.column, cell.column) for cell in row.cells if cell}
        if columns & named and sum(cell is not None for cell in row.cells) > 1:
            found.append(row)
    return tuple(found or [row for row in rows if named and row.differs])


def moments(evidence: Sequence[Evidence], since: date | None, night: date) -> tuple[Moment, ...]:
    """The days the evidence names, the day the wrong began and the night itself, in order."""
    labels: dict[date, dict[str, list[str]]] = {}
    for one in evidence:
        for value in one.values:
            day = _day(value) if value.type in ("date", "datetime") else None
            if day is not None and value.column not in NO_EVENT:
                said_by = labels.setdefault(day, {}).setdefault(value.label, [])
                if one.source not in said_by:
                    said_by.append(one.source)
    kinds: dict[date, str] = dict.fromkeys(labels, "fact")
    texts = {day: [f"{label}（{'、'.join(by)}）" for label, by in of_day.items()] for day, of_day in labels.items()}
    if since is not None:
        texts.setdefault(since, []).append("情形开始")
        kinds[since] = "start"
    texts.setdefault(night, []).append("本夜")
    kinds[night] = "night"
    line: list[Moment] = []
    for day in sorted(texts):
        gap = (day - line[-1].day).days if line else None
        line.append(Moment(day, tuple(texts[day]), gap, kinds[day]))
    return tuple(line)


def _day(value: Value) -> date | None:
    found = _ISO_DAY.match(value.computed or value.received.strip())
    return None if found is None else date.fromisoformat(found.group())


def _folded(value: Value) -> str:
    """What is compared: the reading where there is one, white space left out; a day yet to come says nothing.

    Terms are compared by their length and kind: 二年六个月 is 2年6个月.
    """
    if value.computed == NOT_YET_KNOWN:
        return ""
    text = "".join((value.computed or value.received).split())
    if value.type == "term" and text:
        term = parse_term(text, "probation" if value.column == "probation_term" else "principal")
        return text if isinstance(term, Refusal) else repr(term)
    return text.removesuffix("族") if value.column == "ethnicity" else text
