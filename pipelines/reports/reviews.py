"""Pairs of records that may be one person's, laid side by side for a person to decide."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.answers.contents import said_of_pair
from pipelines.answers.form import SAME_PERSON
from pipelines.answers.marks import NOTHING, Mark, content_digest
from pipelines.contracts import Column, Dataset
from pipelines.reports.comparing import side_by_side
from pipelines.reports.dossier import Value
from pipelines.reports.model import Review
from pipelines.reports.reading import NightData, Row
from pipelines.reports.weighing import weighing
from pipelines.reports.wording import ID_NOTES, SOURCES

#: What tells people apart, in the order it is read.
COLUMNS = (
    "person_name",
    "former_name",
    "sex",
    "birth_date",
    "id_no",
    "former_id_no",
    "ethnicity",
    "household_county",
    "residence",
    "phone",
    "case_no",
    "original_case_no",
    "correction_type",
    "charges",
    "principal_penalty",
    "probation_term",
    "effective_date",
    "start_date",
    "execution_county",
    "county",
    "status",
)
WAITING = "认定之前，该裁判列为“身份待认定”，不计入期满未接收"


def reviews(data: NightData) -> tuple[Review, ...]:
    """Those a sentence waits for first, then by record ids; a record the night does not know shows empty."""
    rows = data.records(record for pair in data.review_pairs for record in (pair["record_a"], pair["record_b"]))
    found = [
        _review(data, pair, rows.get(pair["record_a"], {}), rows.get(pair["record_b"], {}))
        for pair in data.review_pairs
    ]
    return tuple(sorted(found, key=lambda review: (not review.matters, review.record_a, review.record_b)))


def pair_id(record_a: str, record_b: str) -> str:
    """`R-<12 hex>`: the same for the same two records on every night."""
    return "R-" + hashlib.blake2b(f"{record_a}|{record_b}".encode(), digest_size=6).hexdigest()


def _review(data: NightData, pair: Row, row_a: Row, row_b: Row) -> Review:
    record_a, record_b = pair["record_a"], pair["record_b"]
    datasets = [data.night.contracts.datasets[record.split("/", 1)[0]] for record in (record_a, record_b)]
    sides = [_values(data, dataset, row) for dataset, row in zip(datasets, (row_a, row_b), strict=True)]
    number = pair_id(record_a, record_b)
    word = data.standing.get(("identity", record_a, record_b))
    shown = content_digest(said_of_pair(word)) if word else NOTHING
    return Review(
        pair_id=number,
        record_a=record_a,
        record_b=record_b,
        sides=(_side(datasets[0], row_a), _side(datasets[1], row_b)),
        counties=tuple(sorted({place for row in (row_a, row_b) if (place := _county(row))})),
        names=(row_a.get("person_name") or "", row_b.get("person_name") or ""),
        explanation=pair["explanation"] or "",
        matters=WAITING if {record_a, record_b} & data.waiting_for_review else "",
        # two records of one dataset are compared as two systems are
        rows=side_by_side(sides, (f"{datasets[0].id}#1", f"{datasets[1].id}#2")),
        weighing=weighing(pair, data.night.settings.identity_weights),
        decision=SAME_PERSON[word.kind] if word else "",
        why=word.reason if word else "",
        mark=Mark(data.night.business_date, number, shown=(shown,)).text(),
    )


def _side(dataset: Dataset, row: Row) -> tuple[str, str]:
    place = f"{row['file']} 第{row['line']}行" if row else "当晚数据中没有这一行"
    return (f"{SOURCES.get(dataset.source, dataset.source)}“{dataset.title}”", place)


def _county(row: Row) -> str:
    return row.get("execution_county") or row.get("county") or ""


def _values(data: NightData, dataset: Dataset, row: Row) -> list[Value]:
    return [
        Value(
            name,
            dataset.column[name].type,
            dataset.column[name].headers[0],
            _shown(data, dataset.column[name], row),
            "",
        )
        for name in COLUMNS
        if name in dataset.column
    ]


def _shown(data: NightData, column: Column, row: Row) -> str:
    value: Any = row.get(column.name)
    if value is None:
        return ""
    if column.type in data.night.contracts.codes:
        return data.night.contracts.codes[column.type].label_by_term.get(value, str(value))
    if column.type == "county":
        return data.county_name(value)
    if column.type == "yes_no":
        return "是" if value else "否"
    if column.type == "id_no":
        note = ID_NOTES.get(row.get(f"{column.name}_state") or "", "")
        return f"{value}（{note}）" if note else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
