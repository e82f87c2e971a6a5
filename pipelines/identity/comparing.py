"""Compares pairs of mentions: values in Python on distinct differing values, sets in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import Session
from pipelines.identity.combinations import codes
from pipelines.identity.judging import add_judgements
from pipelines.identity.names import NameForms, name_forms, name_level
from pipelines.identity.numbers import case_slip, id_slip
from pipelines.identity.weights import Model

SQL = Path(__file__).with_name("sql")


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
        field: [form[place] for form in forms.values()] for place, field in enumerate(NameForms._fields)
    }
    table = _text_table(columns)
    for field in ("folded", "sounds"):
        places = table[field].combine_chunks().dictionary_encode().indices
        table = table.append_column(f"{field}_id", pc.add(places.cast(pa.int64()), 1))
    session.register("name_forms", table)
    return forms


def compare(session: Session, forms: dict[str, NameForms], candidates: str, compared: str) -> None:
    """Define `compared`: a, b and the number of the combination of levels, for the pairs of relation `candidates`."""
    session.define("candidates", f"SELECT DISTINCT a, b FROM {candidates}")
    session.define("marks", sql_file("marks"), source="marks.sql")
    session.define("compared_records", sql_file("compared_records"), source="compared_records.sql")
    session.define("differing_values", f"SELECT * FROM ({sql_file('differing')}) AS pairs", source="differing.sql")
    _register_name_levels(session, forms)
    _register_slips(session, "id_slips", "valid", "written", id_slip)
    _register_slips(session, "case_slips", "case_x", "case_y", case_slip)
    session.define("told", sql_file("told", **codes()), source="told.sql")
    session.define(compared, sql_file("compare", **codes()), source="compare.sql")
    for relation in ("candidates", "marks", "compared_records", "differing_values", "told"):
        session.forget(relation)


def weigh(session: Session, model: Model, compared: str, weighed: str) -> None:
    """Define `weighed`: the pairs of `compared` with their weight; `judgements` says what each combination means."""
    add_judgements(session, model, compared)
    session.define("compared", f"SELECT a, b, combination FROM {compared}")
    session.register("doublings", model.doublings_table())
    session.define("borne", sql_file("borne"), source="borne.sql")
    session.define(weighed, sql_file("weigh", per_doubling=model.per_doubling), source="weigh.sql")
    session.forget("compared")
    session.forget("borne")


def _register_name_levels(session: Session, forms: dict[str, NameForms]) -> None:
    code = codes()
    pairs = _distinct_pairs(session, "key_x", "key_y")
    levels = [code[f"name_{name_level(forms[x], forms[y])}"] for x, y in pairs]
    table = _rows_table(("key_x", "key_y"), pairs)
    session.register("name_levels", table.append_column("level", pa.array(levels, pa.int64())))


def _register_slips(session: Session, relation: str, x: str, y: str, is_slip: Callable[[str, str], bool]) -> None:
    pairs = [pair for pair in _distinct_pairs(session, x, y) if is_slip(*pair)]
    session.register(relation, _rows_table((x, y), pairs))


def _distinct_pairs(session: Session, x: str, y: str) -> list[tuple[str, str]]:
    """Distinct pairs of differing values that the candidates hold."""
    rows = session.query(
        f"""
        SELECT DISTINCT {x} AS x, {y} AS y FROM differing_values
        WHERE {x} IS NOT NULL AND {y} IS NOT NULL ORDER BY 1, 2
        """,
        source="differing values",
    )
    return list(zip(rows["x"].to_pylist(), rows["y"].to_pylist(), strict=True))


def _text_table(columns: dict[str, list[str]]) -> pa.Table:
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _rows_table(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> pa.Table:
    return _text_table({name: [row[place] for row in rows] for place, name in enumerate(names)})
