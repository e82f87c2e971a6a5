"""What all commands share: options, tables, JSON, exit codes, and errors as one line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines import inspection, sentences
from pipelines.answers import AnswerError
from pipelines.database import LedgerError
from pipelines.engine import EngineError
from pipelines.identity import ModelError
from pipelines.landing import LandingError
from pipelines.operating.retention import RetentionError
from pipelines.quality import QualityError, SuiteError
from pipelines.rules import RuleFileError
from pipelines.rules.thresholds import PreviewError
from pipelines.settings import Night, Settings, SettingsError, load_settings
from pipelines.sources import SourceError

FOUND_NOTHING, FOUND, ERROR = 0, 1, 2
#: Errors whose message is written for people and holds no personal value.
FORESEEN = (
    AnswerError,
    EngineError,
    LandingError,
    LedgerError,
    ModelError,
    PreviewError,
    QualityError,
    RetentionError,
    RuleFileError,
    SettingsError,
    SourceError,
    SuiteError,
    inspection.InspectionError,
    sentences.BalanceError,
    sentences.UnknownPersonError,
)
T = TypeVar("T")

#: Piped output is not folded to a terminal's width.
out = Console(soft_wrap=True, width=None if sys.stdout.isatty() else 240)

NightOption = Annotated[str, typer.Option("--night", metavar="YYYY-MM-DD", help="business date D")]
MaybeNight = Annotated[str | None, typer.Option("--night", metavar="YYYY-MM-DD", help="default: the newest")]
Json = Annotated[bool, typer.Option("--json", help="machine-readable output")]


class Invocation:
    """What was said before the command's name."""

    settings_file: Path | None = None


def installation() -> Settings:
    """The settings of this installation."""
    return guarded(lambda: load_settings(Invocation.settings_file))


def night_of(text: str) -> Night:
    """The night of a business date as typed."""
    return Night.of(installation(), day_of(text))


def day_of(text: str) -> date:
    """A business date as typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"'{text}' is not a business date; write it as 2025-10-15")


def guarded(action: Callable[[], T]) -> T:
    """What the action gives; a foreseen error ends the command with its message."""
    try:
        return action()
    except FORESEEN as error:
        fail(str(error))


def fail(message: str) -> NoReturn:
    """One line on stderr and exit code 2."""
    print(f"crosscheck: {message}", file=sys.stderr)
    raise typer.Exit(ERROR)


def print_json(value: Any) -> None:
    """For machines."""
    print(json.dumps(value, ensure_ascii=False, default=str, indent=1))


def print_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """For people; cells are printed as they are."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    out.print(table)
