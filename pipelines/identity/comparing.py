"""Compares pairs of mentions: values in Python on distinct differing values, sets in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from pipelines.engine import Session
from pipelines.identity.names import NameForms, name_forms, name_level
from pipelines.identity.numbers import case_slip, id_slip
from pipelines.identity.policy import Levels
from pipelines.identity.weights import Model

SQL = Path(__file__).with_name("sql")

LEVEL_COLUMNS = Levels._fields


def sql_file(name: str, **values: int) -> str:
    """Text of one SQL file of this stage, whole-number parameters filled in."""
    text = (SQL / f"{name}.sql").read_text("utf-8")
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(int(value)))
    return text


def register_name_forms(session: Session) -> dict[str, NameForms]:
    """Fill `name_forms` from the distinct names of `mentions`, equal forms numbered alike; returns them by key."""
    names = session.query(
        """
        SELECT name_key, min(shown) AS shown FROM (
            SELECT name_key, CASE WHEN regexp_matches(name, '[·•．‧・●.｡⸱∙ꞏ･]') THEN name END AS shown FROM mentions
            UNION ALL SELECT former_name_key, NULL FROM mentions WHERE former_name_key IS NOT NULL
            UNION ALL SELECT shown_elsewhere.name_key, shown_elsewhere.shown FROM shown_elsewhere
        ) GROUP BY name_key ORDER BY name_key
        """,
        source="distinct names",
    )
    keys = names["name_key"].to_pylist()
    forms = {key: name_forms(key, shown) for key, shown in zip(keys, names["shown"].to_pylist(), strict=True)}
    columns = {"name_key": keys} | {
        field: [getattr(form, field) for form in forms.values()] for field in NameForms.__dataclass_fields__
    }
    table = _text_table(columns)
    for field in ("folded", "sounds"):
        numbered = {value: place for place, value in enumerate(sorted(set(columns[field])), 1)}
        table = table.append_column(f"{field}_id", pa.array([numbered[value] for value in columns[field]], pa.int64()))
    session.register("name_forms", table)
    return forms


def compare(session: Session, forms: dict[str, NameForms], candidates: str, compared: str) -> None:
    """Define `compared` (a, b and `Levels`) for the pairs of relation `candidates`."""
    session.define("candidates", f"SELECT DISTINCT a, b FROM {candidates}")
    _register_name_levels(session, forms)
    _register_id_slips(session)
    _register_case_slips(session)
    session.define(compared, sql_file("compare"), source="compare.sql")


def weigh(session: Session, model: Model, compared: str, weighed: str) -> None:
    """Define `weighed`: the pairs of `compared` with their weight."""
    session.define("compared", f"SELECT * FROM {compared}")
    session.define(weighed, sql_file("weigh", prior=model.prior), source="weigh.sql")


def levels_of(rows: pa.Table) -> Iterable[Levels]:
    """The levels of each row of a compared relation."""
    return map(Levels._make, zip(*(rows[name].to_pylist() for name in LEVEL_COLUMNS), strict=True))


def _register_name_levels(session: Session, forms: dict[str, NameForms]) -> None:
    pairs = _distinct_pairs(session, "a.name_key", "b.name_key")
    rows = [(x, y, name_level(forms[x], forms[y])) for x, y in pairs]
    session.register("name_levels", _rows_table(("key_a", "key_b", "level"), rows))


def _register_id_slips(session: Session) -> None:
    pairs = session.query(
        """
        SELECT DISTINCT coalesce(a.id_no_18, b.id_no_18) AS valid,
            CASE WHEN a.id_no_18 IS NULL THEN a.id_no ELSE b.id_no END AS invalid
        FROM candidates
        INNER JOIN mentions AS a ON a.mention = candidates.a
        INNER JOIN mentions AS b ON b.mention = candidates.b
        WHERE (a.id_no_18 IS NULL) <> (b.id_no_18 IS NULL) AND a.id_no IS NOT NULL AND b.id_no IS NOT NULL
        ORDER BY 1, 2
        """,
        source="differing numbers",
    )
    values = zip(pairs["valid"].to_pylist(), pairs["invalid"].to_pylist(), strict=True)
    session.register("id_slips", _rows_table(("valid", "invalid"), [pair for pair in values if id_slip(*pair)]))


def _register_case_slips(session: Session) -> None:
    pairs = _distinct_pairs(session, "a.case_no_key", "b.case_no_key")
    session.register("case_slips", _rows_table(("case_a", "case_b"), [pair for pair in pairs if case_slip(*pair)]))


def _distinct_pairs(session: Session, a: str, b: str) -> list[tuple[str, str]]:
    """Distinct unordered pairs of differing values on the two sides of the candidates."""
    rows = session.query(
        f"""
        SELECT DISTINCT least({a}, {b}) AS x, greatest({a}, {b}) AS y
        FROM candidates
        INNER JOIN mentions AS a ON a.mention = candidates.a
        INNER JOIN mentions AS b ON b.mention = candidates.b
        WHERE {a} <> {b}
        ORDER BY 1, 2
        """,
        source="differing values",
    )
    return list(zip(rows["x"].to_pylist(), rows["y"].to_pylist(), strict=True))


def _text_table(columns: dict[str, list[str]]) -> pa.Table:
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _rows_table(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> pa.Table:
    return _text_table({name: [row[place] for row in rows] for place, name in enumerate(names)})
