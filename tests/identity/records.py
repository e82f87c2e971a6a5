"""Short records for cases: `{name, number, case …}` by a letter and digit, as the relations identity reads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from pipelines.answers import Answer
from pipelines.engine import Session
from pipelines.identity import READS, Resolved, resolve
from pipelines.settings import EngineLimits
from tests.identity.generated import Row, table_of

RELATIONS = {
    "S": ("court_sentences", "case_no_key"),
    "V": ("court_revocations", "original_case_no_key"),
    "R": ("justice_register", "case_no_key"),
    "L": ("justice_prison_releases", "original_case_no_key"),
    "P": ("police_population", ""),
    "C": ("police_custody", ""),
    "F": ("police_penalties", ""),
}


def record_id(short: str) -> str:
    """`S1` → `court.sentences/S1`."""
    return RELATIONS[short[0]][0].replace("_", ".", 1) + "/" + short


def rows_of(records: Mapping[str, Row], numbers: Mapping[str, str]) -> dict[str, list[Row]]:
    """Short records as rows of the relations they belong to.

    Raises:
        AssertionError: a short record names something unknown.
    """
    rows: dict[str, list[Row]] = {relation: [] for relation in READS}
    for short, said in records.items():
        relation, case_column = RELATIONS[short[0]]
        rows[relation].append({"record_id": record_id(short), **_columns(dict(said), case_column, numbers)})
        assert not set(rows[relation][-1]) - set(table_of(relation, []).schema.names), short
    return rows


def _columns(said: Row, case_column: str, numbers: Mapping[str, str]) -> Row:
    row: Row = {"person_name": said.pop("name")}
    row["person_name_key"] = key_of(row["person_name"])
    if "former" in said:
        row |= {"former_name": said["former"], "former_name_key": key_of(said.pop("former"))}
    if "number" in said:
        number = said.pop("number")
        number = numbers.get(number, number)
        row |= {"id_no": number, "id_no_18": number, "id_no_state": "valid"}
    if "number_15" in said:
        number = numbers[said.pop("number_15")]
        row |= {"id_no": number[:6] + number[8:17], "id_no_18": number, "id_no_state": "valid_15"}
    if "mistyped" in said:
        number = numbers[said.pop("mistyped")]
        row |= {"id_no": number[:5] + str((int(number[5]) + 5) % 10) + number[6:], "id_no_state": "bad_checksum"}
    if "written" in said:
        row |= {"id_no": said.pop("written"), "id_no_state": said.pop("state", "bad_checksum")}
    if "former_number" in said:
        row["former_id_no_18"] = numbers[said.pop("former_number")]
    if "case" in said:
        row[case_column] = f"2025|内0105|刑初|{said.pop('case')}"
    if "defendant" in said:
        row["defendant_no"] = said.pop("defendant")
    if "birth" in said:
        birth = said.pop("birth")
        row["birth_date"] = date.fromisoformat(birth) if isinstance(birth, str) else birth
    if "county" in said:
        row["household_county"] = said.pop("county")
    return row | said


def key_of(name: str) -> str:
    """The comparison key of a name under the contract: width, interpunct and spaces folded away."""
    return "".join(character for character in name if character not in " ·•．‧・●.")


def decision(kind: str, one: str, other: str, reason: str = "看过案卷", author: str = "检察官甲") -> Answer:
    """A person's word about two short records, for every night from the first."""
    subject, larger = sorted((record_id(one), record_id(other)))
    return Answer(kind, subject, larger, reason, author, datetime.fromisoformat("2025-06-01T09:00"), date(2025, 6, 1))


def seen_table(seen: Mapping[str, date], numbers: Mapping[str, Row]) -> pa.Table:
    """Since when short records are known; those no longer there claim by the name and number said of them."""
    rows = [(record_id(short), day, _claim(numbers.get(short, {}))) for short, day in sorted(seen.items())]
    names = ("record_id", "first_day", "claim")
    types = (pa.string(), pa.date32(), pa.string())
    return pa.table(
        {
            name: pa.array([row[place] for row in rows], type_)
            for place, (name, type_) in enumerate(zip(names, types, strict=True))
        }
    )


def _claim(said: Row) -> str:
    if "number" not in said:
        return ""
    return hashlib.md5(f"{said['number']}|{key_of(said['name'])}".encode()).hexdigest()[:16]


def resolved(
    rows: Mapping[str, list[Row]], threads: int = 1, decisions: Sequence[Answer] = (), seen: pa.Table | None = None
) -> Resolved:
    """Identity over the rows of some relations, all others empty; `seen` says since when records are known."""
    with Session(EngineLimits(memory_limit="512MB", threads=threads)) as session:
        for relation in READS:
            session.register(relation, table_of(relation, list(rows.get(relation, []))))
        if seen is not None:
            session.register("seen", seen)
        return resolve(session, decisions=decisions, history=seen is not None)


def persons_of(result: Resolved) -> dict[str, Any]:
    """Record id → person id."""
    return dict(zip(result.persons["record_id"].to_pylist(), result.persons["person_id"].to_pylist(), strict=True))
