"""Holds every query to the common SQL subset, so that one text means the same on DuckDB and on Spark.

What it forbids is what differs between engines, silently drops or merges rows, or depends on the order of rows:
see `design/stack.md`'s findings, repeated per rule below. It reads the syntax tree; it knows no column types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import TokenType, exp
from sqlglot.errors import SqlglotError

PIPELINES = Path(__file__).parents[1]
#: The function library is what the subset stands on; it is the one place that may speak an engine's own dialect.
LIBRARY = Path(__file__).with_name("functions")

#: Defined once per engine in `functions/`.
LIBRARY_FUNCTIONS = frozenset(
    {
        "add_days",
        "add_months",
        "days_between",
        "secs_between",
        "iso_dow",
        "digest",
        "iso_text",
        "day_of",
        "chars",
        "regex_group",
        "metres_between",
    }
)
#: The same name, arguments and result on both engines.
SHARED_FUNCTIONS = frozenset(
    {
        "abs",
        "and",
        "avg",
        "case",
        "cast",
        "coalesce",
        "concat",
        "count",
        "day",
        "dense_rank",
        "exists",
        "floor",
        "greatest",
        "if",
        "lag",
        "lead",
        "least",
        "lower",
        "max",
        "md5",
        "min",
        "mod",
        "month",
        "nullif",
        "or",
        "rank",
        "replace",
        "round",
        "row_number",
        "substring",
        "sum",
        "try_cast",
        "upper",
        "year",
    }
)
#: Window functions that say nothing without an order.
ORDERED_WINDOWS = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Lag, exp.Lead)
FLOATS = frozenset({exp.DataType.Type.FLOAT, exp.DataType.Type.DOUBLE})
#: Placeholders a stage fills in before running, such as `{records_per_block}`: read as a number.
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_DAY_COLUMN = re.compile(r"(_date|_day|_on)$|^(day|night|deadline)$")
_DAY_FUNCTIONS = frozenset({"add_days", "add_months", "day_of"})


@dataclass(frozen=True, order=True)
class Fault:
    """One breach of the subset: which query, which rule, and what to write instead."""

    source: str
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.source}: {self.rule}: {self.text}"


def lint_folder(folder: Path = PIPELINES) -> list[Fault]:
    """The faults of every `.sql` file under a folder, the function library left out."""
    faults: list[Fault] = []
    for file in sorted(folder.rglob("*.sql")):
        if LIBRARY not in file.parents:
            faults.extend(lint(file.read_text("utf-8"), source=file.relative_to(folder.parent).as_posix()))
    return faults


def lint(sql: str, *, source: str = "query") -> list[Fault]:
    """The faults of one query, in order; empty when it keeps to the subset."""
    readable = _PLACEHOLDER.sub("1", sql)
    try:
        statements = sqlglot.parse(readable, read="duckdb")
        tokens = sqlglot.tokenize(readable, read="duckdb")
    except SqlglotError:
        return [Fault(source, "parse", "not readable as SQL; check brackets, commas and quotes")]
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        return [Fault(source, "one query", "a file holds one SELECT and nothing else")]
    found = {Fault(source, rule, text) for rule, text in _breaches(statements[0])}
    if any(token.token_type is TokenType.DCOLON for token in tokens):
        found.add(Fault(source, "cast", "write CAST(value AS type) instead of value::type"))
    return sorted(found)


def _breaches(tree: exp.Expr) -> Iterator[tuple[str, str]]:
    for node in tree.walk():
        if isinstance(node, exp.Func):
            yield from _function(node)
        if isinstance(node, exp.Group) and node.args.get("all"):
            yield "group by all", "it also groups by columns named in HAVING; name the columns"
        if isinstance(node, exp.Join):
            yield from _join(node)
        if isinstance(node, exp.Interval):
            yield "interval", "date ± INTERVAL differs between engines; use add_days or add_months"
        if isinstance(node, (exp.Add, exp.Sub)) and (_is_day(node.this) or _is_day(node.expression)):
            yield "day arithmetic", "use add_days and days_between instead of + and - on a date"
        if isinstance(node, exp.Div):
            yield "division", "/ makes a float and engines round it differently; compare products or floor(CAST(…))"
        if isinstance(node, exp.Window):
            yield from _window(node)
        if isinstance(node, exp.Cast) and node.to.this in FLOATS:
            yield "float", "sums of floats vary with the number of threads; use integers or DECIMAL"
        yield from _shape(node)


def _function(node: exp.Func) -> Iterator[tuple[str, str]]:
    name = (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
    if isinstance(node, (exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime)):
        yield "clock", "nothing reads the clock; the night is parameters.night"
    elif isinstance(node, exp.RegexpExtract):
        yield "regexp_extract", "engines default to different groups; use regex_group"
    elif name not in LIBRARY_FUNCTIONS and name not in SHARED_FUNCTIONS:
        yield "function", f"{name} is not in the common subset; use the library or extend it for every engine"


def _join(node: exp.Join) -> Iterator[tuple[str, str]]:
    method = (node.args.get("method") or "").upper()
    if method in ("ASOF", "POSITIONAL", "NATURAL"):
        yield "join", f"{method} joins are not in the common subset; state the condition"
    elif not (node.args.get("on") or node.args.get("using")) and (node.kind or "").upper() != "CROSS":
        yield "join", "a join without a condition multiplies rows; write CROSS JOIN if that is meant"


def _window(node: exp.Window) -> Iterator[tuple[str, str]]:
    function, order = node.this, node.args.get("order")
    if isinstance(function, ORDERED_WINDOWS) and order is None:
        yield "window order", f"{function.sql_name().lower()} needs a total ORDER BY"
    if order is not None and any(isinstance(key.this, exp.Literal) for key in order.expressions):
        yield "window order", "a constant orders nothing; name columns that leave no tie"


def _shape(node: exp.Expr) -> Iterator[tuple[str, str]]:
    """Forms of the query itself that one of the engines lacks or reads otherwise."""
    if isinstance(node, exp.Qualify):
        yield "qualify", "number the rows in a WITH query and filter in the next"
    if isinstance(node, exp.Star) and (node.args.get("except_") or node.args.get("except") or node.args.get("replace")):
        yield "star", "EXCLUDE and REPLACE are one engine's own; name the columns"
    if isinstance(node, exp.Distinct) and node.args.get("on"):
        yield "distinct on", "which row it keeps is not said; use row_number with a total ORDER BY"
    if isinstance(node, exp.Limit) and node.parent is not None and node.parent.args.get("order") is None:
        yield "limit", "which rows it keeps is not said; add an ORDER BY that leaves no tie"
    if isinstance(node, (exp.Lambda, exp.Array, exp.Bracket, exp.Pivot)):
        yield "nested value", "lists, lambdas and pivots differ between engines; use rows"
    if isinstance(node, (exp.ILike, exp.Glob, exp.SimilarTo)):
        yield "pattern", "use LIKE or regex_group"


def _is_day(node: exp.Expr) -> bool:
    """True for what is plainly a date: a typed literal, a library result, a column named like one."""
    if isinstance(node, exp.Paren):
        return _is_day(node.this)
    if isinstance(node, exp.Cast):
        return bool(node.to.this == exp.DataType.Type.DATE)
    if isinstance(node, exp.AddMonths):
        return True
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in _DAY_FUNCTIONS
    return isinstance(node, exp.Column) and _DAY_COLUMN.search(node.name) is not None
