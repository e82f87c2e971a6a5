"""Reads out of queries which reasons for leaving out they can give: what reaches `explanation` or `not_provable`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp

from pipelines.rules.result import SUPPORT, relations_read, support
from pipelines.sentences import schema as sentences

_SENTENCES = Path(sentences.__file__).with_name("sql")
_PASSES_ON = (exp.Coalesce, exp.Min, exp.Max, exp.Paren, exp.Cast, exp.Nullif, exp.Greatest, exp.Least)


def reasons_in(query: str) -> set[str]:
    """Every reason a query can return, whether it stands there or in a relation of rules or sentences it reads from."""
    read = relations_read(query)
    texts = [query, *(support(name) for name in sorted(read) if (SUPPORT / f"{name}.sql").is_file())]
    if read & set(sentences.OUTPUTS):
        texts += [file.read_text("utf-8") for file in sorted(_SENTENCES.glob("*.sql"))]
    given = [pair for text in texts for pair in _given(text)]
    names, waiting, reasons = set[str](), {"explanation", "not_provable"}, set[str]()
    while waiting:
        names.add(name := waiting.pop())
        for alias, expression in given:
            if alias == name:
                literals, columns = _results(expression)
                reasons |= literals
                waiting |= columns - names
    return reasons


@cache
def _given(text: str) -> tuple[tuple[str, exp.Expr], ...]:
    """What each query and subquery of a text returns: (name, expression)."""
    tree = sqlglot.parse_one(text, read="duckdb")
    return tuple((column.alias, column.this) for select in tree.find_all(exp.Select) for column in _named(select))


def _named(select: exp.Select) -> Iterator[exp.Alias]:
    return (column for column in select.expressions if isinstance(column, exp.Alias))


def _results(expression: exp.Expr | None) -> tuple[set[str], set[str]]:
    """The texts an expression can come to, and the columns whose value it can hand on."""
    if isinstance(expression, exp.Literal) and expression.is_string:
        return {expression.name}, set()
    if isinstance(expression, exp.Column):
        return set(), {expression.name}
    within: list[exp.Expr] = []
    if isinstance(expression, exp.Case):
        within = [branch.args["true"] for branch in expression.args["ifs"]]
        within += [expression.args["default"]] if expression.args.get("default") else []
    elif isinstance(expression, _PASSES_ON):
        within = [expression.this, *expression.expressions]
    texts, columns = set[str](), set[str]()
    for part in within:
        of_part = _results(part)
        texts |= of_part[0]
        columns |= of_part[1]
    return texts, columns
