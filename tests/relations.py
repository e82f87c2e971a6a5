"""Relations for tests: every relation of docs/architecture.md, filled with the given rows and otherwise empty.

A test names the columns that matter; all others are null. To keep cases short a few things follow by themselves:

- `person: P1` on a row of a mention's dataset puts the record into `persons`; without it the record is its own person
- `case_no_key`, `…name_key` follow their text, `id_no_18` and `id_no_state` an 18-character `id_no`, unless given
- a `court_sentences` row with an `effective_date` gets its row in `effective`, unless one is given
- `coverage` says every dataset covers the night; a given row replaces the one of its dataset and county
- `counties` knows a few counties of the region 1501, 1502 and two outside; `intervals` are 7, 15, 30 days
- `permit_counties` follows the texts of `justice_permits`, `county_points` is the law's own
- a term's kind, months and days follow its text, unless given; `term_ends` is computed from the terms in the rows
- `calendar` and `deadlines` are the law's own; `parameters` is the night with three days of grace each
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pyarrow as pa

from pipelines.contracts import Dataset, canonical_schema, load_contracts
from pipelines.contracts.schema import QUARANTINE_SCHEMA
from pipelines.engine import Session
from pipelines.facts.build import TERMS
from pipelines.facts.places import county_point_table, permit_county_table
from pipelines.law.relations import TERM_ENDS_SCHEMA, calendar_table, deadlines_table, term_ends_table
from pipelines.law.terms import Term, parse_term
from pipelines.sentences import schema as sentences
from pipelines.settings import EngineLimits, Region

Row = dict[str, Any]
Given = dict[str, list[Row]]

COUNTIES: list[Row] = [
    {"county": "150102", "name": "呼和浩特市新城区", "short_name": "新城区", "prefecture": "1501", "zone": "1501"},
    {"county": "150103", "name": "呼和浩特市回民区", "short_name": "回民区", "prefecture": "1501", "zone": "1501"},
    {"county": "150105", "name": "呼和浩特市赛罕区", "short_name": "赛罕区", "prefecture": "1501", "zone": "1501"},
    {
        "county": "150121",
        "name": "呼和浩特市土默特左旗",
        "short_name": "土左旗",
        "prefecture": "1501",
        "zone": "150121",
    },
    {"county": "150202", "name": "包头市东河区", "short_name": "东河区", "prefecture": "1502", "zone": "1502"},
    {"county": "150203", "name": "包头市昆都仑区", "short_name": "昆都仑区", "prefecture": "1502", "zone": "1502"},
    {"county": "150302", "name": "乌海市海勃湾区", "short_name": "海勃湾区", "prefecture": "1503", "zone": "1503"},
    {"county": "110105", "name": "北京市朝阳区", "short_name": "朝阳区", "prefecture": "1101", "zone": "1101"},
]
REGION = ("1501", "1502")
#: Datasets whose rows are mentions of a person (docs/architecture.md, identity).
MENTIONS = frozenset(
    {
        "court_sentences",
        "court_revocations",
        "justice_register",
        "justice_prison_releases",
        "police_population",
        "police_custody",
        "police_penalties",
    }
)


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


_TEXT, _DAY, _COUNT, _YES_NO = pa.string(), pa.date32(), pa.int64(), pa.bool_()

#: Relations that are no dataset, as docs/architecture.md declares them.
SCHEMAS: dict[str, pa.Schema] = {
    # quality
    "verdicts": _schema(
        dataset=_TEXT,
        delivery_id=_TEXT,
        business_date=_DAY,
        sequence=_COUNT,
        verdict=_TEXT,
        reason=_TEXT,
        figure=_TEXT,
        usual=_TEXT,
        bound=_TEXT,
        text=_TEXT,
        rows_in=_COUNT,
        rows_out=_COUNT,
        rows_quarantined=_COUNT,
    ),
    "checks": _schema(
        dataset=_TEXT,
        delivery_id=_TEXT,
        check=_TEXT,
        severity=_TEXT,
        outcome=_TEXT,
        failed_rows=_COUNT,
        sample_records=_TEXT,
    ),
    "alarms": _schema(
        dataset=_TEXT,
        delivery_id=_TEXT,
        business_date=_DAY,
        guard=_TEXT,
        about=_TEXT,
        outcome=_TEXT,
        figure=_TEXT,
        usual=_TEXT,
        bound=_TEXT,
        text=_TEXT,
    ),
    "coverage": _schema(
        dataset=_TEXT,
        county=_TEXT,
        covered_to=_DAY,
        delivery_id=_TEXT,
        business_date=_DAY,
        state=_TEXT,
        text=_TEXT,
    ),
    # facts
    "calendar": _schema(day=_DAY, is_working=_YES_NO, weekday=_TEXT),
    "deadlines": _schema(from_day=_DAY, days=_COUNT, raw_day=_DAY, due_day=_DAY, arithmetic=_TEXT),
    "effective": _schema(record_id=_TEXT, effective_date=_DAY, estimated=_YES_NO, arithmetic=_TEXT),
    "term_ends": TERM_ENDS_SCHEMA,
    "counties": _schema(
        county=_TEXT,
        name=_TEXT,
        short_name=_TEXT,
        prefecture=_TEXT,
        zone=_TEXT,
        in_region=_YES_NO,
        retired=_YES_NO,
    ),
    "county_points": county_point_table().schema,
    "permit_counties": _schema(counties=_TEXT, county=_TEXT),
    "parameters": _schema(night=_DAY, register_grace_days=_COUNT, contact_grace_days=_COUNT, exit_report_days=_COUNT),
    "intervals": _schema(county=_TEXT, supervision_level=_TEXT, interval_days=_COUNT),
    "quarantined": QUARANTINE_SCHEMA,
    "sources": _schema(record_id=_TEXT, dataset=_TEXT, delivery_id=_TEXT, folder=_TEXT),
    # identity
    "persons": _schema(record_id=_TEXT, person_id=_TEXT, way=_TEXT, explanation=_TEXT),
    "pairs": _schema(
        record_a=_TEXT,
        record_b=_TEXT,
        outcome=_TEXT,
        way=_TEXT,
        weight=_COUNT,
        exact=_YES_NO,
        explanation=_TEXT,
        levels=_TEXT,
    ),
    "traces": _schema(person_id=_TEXT, id_no_18=_TEXT),
    # sentences
    **sentences.OUTPUTS,
}


def relations(night: date, given: Given) -> dict[str, pa.Table]:
    """Every relation by name, ready for `Session.register`.

    Raises:
        AssertionError: a relation or column that does not exist, or a value of the wrong type: names both.
    """
    datasets = {dataset.relation: dataset for dataset in load_contracts().datasets.values()}
    unknown = set(given) - set(datasets) - set(SCHEMAS)
    assert not unknown, f"no such relation: {sorted(unknown)}; known: {sorted({*datasets, *SCHEMAS})}"
    rows: Given = {name: [dict(row) for row in given_rows or []] for name, given_rows in given.items()}
    for name, dataset in datasets.items():
        _complete(dataset, rows.get(name, []), rows.setdefault("persons", []))
    _complete_effective(rows)
    rows["coverage"] = _coverage(night, rows.get("coverage", []), datasets)
    rows.setdefault("counties", COUNTIES)
    for row in rows["counties"]:
        row.setdefault("in_region", str(row["county"]).startswith(REGION))
        row.setdefault("retired", False)
    rows.setdefault("intervals", _intervals(rows["counties"]))
    rows.setdefault("parameters", [{}])
    for row in rows["parameters"]:
        for column, value in {"night": night, "register_grace_days": 3, "contact_grace_days": 3}.items():
            row.setdefault(column, value)
    rows.setdefault("permit_counties", _permit_counties(rows.get("justice_permits", [])))
    for row in rows.get("quarantined", []):
        for column, text in {"delivery_id": "delivery", "file": "rows.csv", "line": 1, "received": b""}.items():
            row.setdefault(column, text)
    schemas = {**{name: canonical_schema(dataset) for name, dataset in datasets.items()}, **SCHEMAS}
    law = {name: table for name, table in _law_tables().items() if name not in given}
    made = {name: law.get(name) or _table(name, schema, rows.get(name, [])) for name, schema in schemas.items()}
    if "term_ends" not in given:
        made["term_ends"] = _term_ends(made)
    return made


@contextmanager
def session(night: date, given: Given) -> Iterator[Session]:
    """An engine session in which all relations of the night are registered."""
    with Session(EngineLimits(memory_limit="512MB", threads=1)) as opened:
        for name, table in relations(night, given).items():
            opened.register(name, table)
        yield opened


def _complete(dataset: Dataset, rows: list[Row], persons: list[Row]) -> None:
    """Fill in what a short row leaves unsaid (see the top of this file)."""
    known = {person["record_id"] for person in persons}
    for number, row in enumerate(rows, start=1):
        assert "record_id" in row, f"{dataset.relation} row {number}: give it a record_id"
        for column, value in {"delivery_id": f"{dataset.id}-delivery", "file": "rows.csv", "line": number + 1}.items():
            row.setdefault(column, value)
        person = row.pop("person", None)
        if dataset.relation in MENTIONS and row["record_id"] not in known:
            way = "single" if person is None else "id"
            persons.append({"record_id": row["record_id"], "person_id": person or row["record_id"], "way": way})
        for column in dataset.columns:
            value = row.get(column.name)
            if value is None:
                continue
            if column.type in ("case_no", "name"):
                row.setdefault(f"{column.name}_key", value)
            if column.type == "term" and not set(row) & {f"{column.name}_kind", f"{column.name}_months"}:
                _complete_term(row, column.name, str(value))
            if column.type == "id_no" and len(str(value)) == 18:
                row.setdefault(f"{column.name}_18", value)
                row.setdefault(f"{column.name}_state", "valid")


def _complete_term(row: Row, column: str, text: str) -> None:
    term = parse_term(text, "probation" if column == "probation_term" else "principal")
    if isinstance(term, Term):
        row.update({f"{column}_kind": term.kind, f"{column}_months": term.months, f"{column}_days": term.days})


def _complete_effective(rows: Given) -> None:
    effective = rows.setdefault("effective", [])
    known = {row["record_id"] for row in effective}
    for sentence in rows.get("court_sentences", []):
        day = sentence.get("effective_date")
        if day is not None and sentence["record_id"] not in known:
            effective.append(
                {
                    "record_id": sentence["record_id"],
                    "effective_date": day,
                    "estimated": False,
                    "arithmetic": f"法院载明生效日 {day}",
                }
            )


def _coverage(night: date, given: list[Row], datasets: dict[str, Dataset]) -> list[Row]:
    default: list[Row] = [
        {"dataset": dataset.id, "county": "", "covered_to": night, "business_date": night, "state": "current"}
        for dataset in datasets.values()
    ]
    covered = {(row["dataset"], row["county"]): row for row in default}
    for row in given:
        covered[(row["dataset"], row.get("county", ""))] = {"county": "", "state": "current", **row}
    return list(covered.values())


def _intervals(counties: list[Row]) -> list[Row]:
    return [
        {"county": row["county"], "supervision_level": level, "interval_days": days}
        for row in counties
        if row["in_region"]
        for level, days in (("strict", 7), ("ordinary", 15), ("lenient", 30))
    ]


def _permit_counties(permits: list[Row]) -> list[Row]:
    texts = [row["counties"] for row in permits if row.get("counties")]
    return permit_county_table(texts, Region(prefectures=REGION)).to_pylist()


def _table(name: str, schema: pa.Schema, rows: list[Row]) -> pa.Table:
    columns = {}
    for field in schema:
        try:
            values = [_value(row.get(field.name), field.type) for row in rows]
            columns[field.name] = pa.array(values, field.type)
        except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError) as error:
            raise AssertionError(f"{name}.{field.name} must be {field.type}: {error}") from None
    for row in rows:
        assert set(row) <= set(schema.names), f"{name} has no column {sorted(set(row) - set(schema.names))}"
    return pa.table(columns, schema=schema)


def _value(value: Any, kind: pa.DataType) -> Any:
    """What YAML and short rows write, as the column's type wants it."""
    if value is None:
        return None
    if pa.types.is_date(kind) and isinstance(value, str):
        return date.fromisoformat(value)
    if pa.types.is_timestamp(kind):
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    if pa.types.is_decimal(kind):
        return Decimal(str(value))
    return value


@lru_cache(maxsize=1)
def _law_tables() -> dict[str, pa.Table]:
    return {"calendar": calendar_table(), "deadlines": deadlines_table(), "county_points": county_point_table()}


def _term_ends(made: dict[str, pa.Table]) -> pa.Table:
    """The ends of the terms in the rows, by the query of the facts stage."""
    read = ("court_sentences", "justice_register", "effective")
    if not any(made[name].num_rows for name in read):
        return made["term_ends"]
    for name in read:
        _term_session().register(name, made[name])
    return term_ends_table(_term_session().query(TERMS.read_text("utf-8"), source="facts/terms.sql"))


@lru_cache(maxsize=1)
def _term_session() -> Session:
    """One engine session for the terms of all cases."""
    return Session(EngineLimits(memory_limit="256MB", threads=1))
