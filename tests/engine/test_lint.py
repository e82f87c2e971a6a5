from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.engine.lint import LIBRARY_FUNCTIONS, lint, lint_folder

ALLOWED = {
    "a plain query": "SELECT a, count(*) AS n FROM t WHERE b = 1 GROUP BY a HAVING count(*) > 1 ORDER BY a",
    "a comment with a rule's header": "/*---\nid: H01\n---*/\nSELECT a FROM t -- why\n",
    "a placeholder the stage fills in": "SELECT a FROM t WHERE n <= {records_per_block}",
    "the library": "SELECT add_days(day, 3), add_months(day, 1), days_between(a, b), chars(c), iso_text(day) FROM t",
    "row_number with an order": "SELECT row_number() OVER (PARTITION BY a ORDER BY b, record_id) AS n FROM t",
    "a cross join that says so": "SELECT a FROM t CROSS JOIN parameters AS n",
    "a lateral choice by exists": "SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.a = t.a)",
    "a typed literal": "SELECT coalesce(day, DATE '9999-12-31') AS day FROM t",
    "a cast to a whole number": "SELECT CAST(sum(n) AS BIGINT) AS n FROM t",
    "addition of counts": "SELECT days + 1 AS n, rows_in - rows_out AS m FROM t",
    "a group of a pattern": "SELECT regex_group(a, 'x(y)', 1) AS b FROM t",
    "limit with an order": "SELECT a FROM t ORDER BY a LIMIT 5",
    "a union": "SELECT a FROM t UNION ALL SELECT a FROM u",
}

FORBIDDEN = {
    "group by all": "SELECT a, count(*) AS n FROM t GROUP BY ALL",
    "join": "SELECT a FROM t ASOF JOIN u ON t.k = u.k AND t.at >= u.at",
    "interval": "SELECT start_date + INTERVAL 1 DAY AS d FROM t",
    "day arithmetic": "SELECT start_date + 3 AS d FROM t",
    "window order": "SELECT row_number() OVER (PARTITION BY a) AS n FROM t",
    "function": "SELECT list(a) AS l FROM t",
    "regexp_extract": "SELECT regexp_extract(a, 'x(y)') AS b FROM t",
    "division": "SELECT a / b AS c FROM t",
    "float": "SELECT CAST(a AS DOUBLE) AS c FROM t",
    "cast": "SELECT a::DATE AS c FROM t",
    "qualify": "SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1",
    "star": "SELECT * EXCLUDE (a) FROM t",
    "distinct on": "SELECT DISTINCT ON (a) a, b FROM t",
    "limit": "SELECT a FROM t LIMIT 5",
    "clock": "SELECT current_date AS d",
    "nested value": "SELECT [a, b] AS l FROM t",
    "pattern": "SELECT a FROM t WHERE a ILIKE 'x%'",
    "one query": "SELECT 1 AS a; SELECT 2 AS a",
    "parse": "SELECT a FROM t WHERE (",
}

ALSO_FORBIDDEN = {
    "a date minus a date": ("day arithmetic", "SELECT n.night - t.start_date AS d FROM t"),
    "days added to a library date": ("day arithmetic", "SELECT add_days(a, 3) + 1 AS d FROM t"),
    "days added to a typed literal": ("day arithmetic", "SELECT DATE '2025-01-01' + 1 AS d"),
    "lag without an order": ("window order", "SELECT lag(a) OVER (PARTITION BY b) AS n FROM t"),
    "an order by a constant": ("window order", "SELECT row_number() OVER (ORDER BY 1) AS n FROM t"),
    "any_value": ("function", "SELECT any_value(a) AS b FROM t GROUP BY c"),
    "first": ("function", "SELECT first(a) AS b FROM t GROUP BY c"),
    "arg_max": ("function", "SELECT arg_max(a, b) AS c FROM t"),
    "levenshtein counts bytes": ("function", "SELECT levenshtein(a, b) AS c FROM t"),
    "trim leaves the wide space": ("function", "SELECT trim(a) AS b FROM t"),
    "date_diff counts boundaries": ("function", "SELECT date_diff('month', a, b) AS c FROM t"),
    "random": ("function", "SELECT random() AS c FROM t"),
    "string_agg without an order": ("function", "SELECT string_agg(a, ',') AS c FROM t"),
    "now": ("function", "SELECT now() AS d"),
    "a comma join": ("join", "SELECT t.a FROM t, u"),
    "a natural join": ("join", "SELECT a FROM t NATURAL JOIN u"),
    "a statement that changes something": ("one query", "DELETE FROM t"),
    "a fault inside a subquery": ("function", "SELECT a FROM (SELECT list(a) AS a FROM t) AS s"),
}


@pytest.mark.parametrize("sql", ALLOWED.values(), ids=ALLOWED)
def test_the_subset_allows(sql: str) -> None:
    assert lint(sql) == []


@pytest.mark.parametrize(("rule", "sql"), FORBIDDEN.items(), ids=FORBIDDEN)
def test_the_subset_forbids(rule: str, sql: str) -> None:
    assert rule in {fault.rule for fault in lint(sql)}


@pytest.mark.parametrize(("rule", "sql"), ALSO_FORBIDDEN.values(), ids=ALSO_FORBIDDEN)
def test_the_subset_also_forbids(rule: str, sql: str) -> None:
    assert rule in {fault.rule for fault in lint(sql)}


def test_every_function_of_the_library_is_allowed_and_defined() -> None:
    library = (Path(__file__).parents[2] / "pipelines/engine/functions/duckdb.sql").read_text("utf-8")
    defined = {line.split("MACRO ")[1].split("(")[0] for line in library.splitlines() if "MACRO " in line}
    assert defined == LIBRARY_FUNCTIONS


def test_a_folder_is_linted_file_by_file(tmp_path: Path) -> None:
    stage = tmp_path / "pipelines" / "stage"
    stage.mkdir(parents=True)
    (stage / "good.sql").write_text("SELECT a FROM t", "utf-8")
    (stage / "bad.sql").write_text("SELECT a FROM t LIMIT 1", "utf-8")
    assert [str(fault).split(":")[:2] for fault in lint_folder(tmp_path / "pipelines")] == [
        ["pipelines/stage/bad.sql", " limit"]
    ]


def test_every_query_of_the_pipeline_keeps_to_the_subset() -> None:
    faults = lint_folder()
    assert not faults, "\n".join(map(str, faults))
