"""The report as one HTML file: nothing from the network, no script but its own, every value escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipelines.reports.answering import FEW, TALLIES
from pipelines.reports.dossier import Clue
from pipelines.reports.figures import Balance
from pipelines.reports.html.waterfall import waterfall
from pipelines.reports.model import Report
from pipelines.reports.wording import COVERAGE_STATES, GROUPS, STATUSES, TIERS

FILE_NAME = "report.html"
FOLDER = Path(__file__).parent
#: New and reopened clues listed on page one; the rest stand in the list of clues.
LISTED_ON_PAGE_ONE = 40
#: Review pairs and quarantined rows drawn here; the workbook holds every pair, the quarantine every row.
DRAWN_PAIRS = 400
#: Patterns named on page one.
LISTED_PATTERNS = 6
DRAWN_ROWS = 1000
GROUPED_BY = {"all": "合计", "rule": "按规则", "dataset": "按数据（一条线索可计入几类数据）", "county": "按县区"}


def render(report: Report) -> bytes:
    """The report as UTF-8 HTML; the same report gives the same bytes."""
    present = {clue.answered.state for clue in report.clues if clue.answered}
    style, script = _asset("style.css"), _asset("behaviour.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    text = (
        _environment()
        .get_template("page.html")
        .render(
            report=report,
            # both are files of this package, and hashed in the policy: the only text that is not escaped
            style=Markup(style),
            script=Markup(script),
            policy=policy,
            groups=_by_group(report.clues),
            data_rules=_by_rule(report.data_clues),
            fresh=[clue for clue in report.clues if clue.status != "continuing" and not clue.wrong_against_person],
            silent=_silent(report),
            listed=LISTED_ON_PAGE_ONE,
            listed_patterns=LISTED_PATTERNS,
            rule_groups=[
                (GROUPS[group], list(lines)) for group, lines in groupby(report.rules, lambda line: line.group)
            ],
            drawn_pairs=DRAWN_PAIRS,
            drawn_rows=DRAWN_ROWS,
            counties=_ordered(clue.county_name for clue in report.clues if clue.county_name),
            bands=_ordered(clue.band for clue in report.clues if clue.band),
            statuses=STATUSES,
            tiers=TIERS,
            states=COVERAGE_STATES,
            shares=_shares,
            answer_states=[(state, name) for state, (name, _) in TALLIES.items() if state in present],
            few=FEW,
            proved=[
                (GROUPED_BY[dimension], list(lines))
                for dimension, lines in groupby(report.answers.proved, lambda line: line.dimension)
            ],
        )
    )
    return text.encode("utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.filters["waterfall"] = waterfall
    return environment


@lru_cache(maxsize=4)
def _asset(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def _hash(text: str) -> str:
    """What the policy names an inline block by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _by_group(clues: Iterable[Clue]) -> list[tuple[str, str, list[list[Clue]]]]:
    """(group, its name, clues by rule); clues come sorted."""
    return [(group, GROUPS[group], _by_rule(of_group)) for group, of_group in groupby(clues, lambda clue: clue.group)]


def _by_rule(clues: Iterable[Clue]) -> list[list[Clue]]:
    return [list(of_rule) for _, of_rule in groupby(clues, lambda clue: clue.rule_id)]


def _silent(report: Report) -> list[tuple[str, list[str]]]:
    """(county, titles of the datasets that do not reach as far for it as for the rest), by county."""
    titles: dict[str, list[str]] = {}
    for source in report.sources:
        for apart in source.counties:
            titles.setdefault(apart.county_name, []).append(source.title)
    return sorted(titles.items())


def _ordered(names: Iterable[str]) -> list[str]:
    return sorted(set(names))


def _shares(balance: Balance) -> list[tuple[str, str, int, int, int]]:
    """(label, tone, rows, start, width) of the bar's parts, in thousandths; every part with rows can be seen."""
    whole = balance.total.total
    parts: list[tuple[str, str, int, int, int]] = []
    before = 0
    for column, rows in zip(balance.columns, balance.total.cells, strict=True):
        if rows:
            start = before * 1000 // whole
            parts.append((column.label, column.tone, rows, start, max(3, (before + rows) * 1000 // whole - start)))
        before += rows
    return parts
