"""The command `crosscheck`. Exit codes: 0 nothing found, 1 findings, 2 error."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipelines import inspection, sentences
from pipelines.answers import AnswerError
from pipelines.database import LedgerError, upgrade
from pipelines.engine import EngineError
from pipelines.landing import LandingError
from pipelines.night import STEPS, run_night, run_step
from pipelines.quality import QualityError, SuiteError
from pipelines.rules import RuleFileError
from pipelines.rules.preview import preview
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
    PreviewError,
    QualityError,
    RuleFileError,
    SettingsError,
    SourceError,
    SuiteError,
    inspection.InspectionError,
    sentences.BalanceError,
    sentences.UnknownPersonError,
)
T = TypeVar("T")

app = typer.Typer(
    name="crosscheck",
    help="法院、公安、司法行政三方数据每晚比对 · nightly comparison of court, police and justice records",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
quarantine_app = typer.Typer(help="rows set aside: file, line, reason", no_args_is_help=True)
app.add_typer(quarantine_app, name="quarantine")
ledger_app = typer.Typer(help="the ledger's tables", no_args_is_help=True)
app.add_typer(ledger_app, name="ledger")

#: Piped output is not folded to a terminal's width.
out = Console(soft_wrap=True, width=None if sys.stdout.isatty() else 240)

NightOption = Annotated[str, typer.Option("--night", metavar="YYYY-MM-DD", help="business date D")]
MaybeNight = Annotated[str | None, typer.Option("--night", metavar="YYYY-MM-DD", help="default: the newest")]
Json = Annotated[bool, typer.Option("--json", help="machine-readable output")]


class _State:
    settings_file: Path | None = None


@app.callback()
def _common(
    settings: Annotated[Path | None, typer.Option(help="settings file; default ./crosscheck.toml")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="more log lines")] = False,
) -> None:
    _State.settings_file = settings
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )


@app.command()
def run(night: NightOption, json_output: Json = False) -> None:
    """Run one night from the inbox to the reports."""
    scope = _night(night)
    steps: dict[str, dict[str, int]] = {}
    if sys.stderr.isatty() and not json_output:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task(f"{night} {STEPS[0].title}", total=len(STEPS))
            for done, (step, counts) in enumerate(run_night(scope), 1):
                steps[step.name] = counts
                upcoming = STEPS[done].title if done < len(STEPS) else "完成"
                progress.update(bar, completed=done, description=f"{night} {upcoming}")
    else:
        for step, counts in run_night(scope):
            steps[step.name] = counts
            if not json_output:
                print(f"{night} {step.name}: {sum(counts.values())}", file=sys.stderr, flush=True)
    summary = inspection.summary_of(scope)
    if json_output:
        _print_json({"night": night, "steps": steps, "summary": summary.as_json()})
    else:
        _print_summary(summary)
    raise typer.Exit(FOUND if summary.clues else FOUND_NOTHING)


@app.command()
def pull(
    night: NightOption,
    source: Annotated[str | None, typer.Option(help="one system only: court, police or justice")] = None,
    json_output: Json = False,
) -> None:
    """Receive and standardise everything delivered up to a night, without comparing."""
    scope = _night(night)
    if source is not None and source not in scope.contracts.sources:
        _fail(f"unknown source '{source}'; known: {', '.join(scope.contracts.sources)}")
    counts = {step.name: run_step(step.name, scope, source) for step in STEPS if step.per_source}
    rows = inspection.accounting(scope, source)
    if json_output:
        _print_json({"night": night, "steps": counts, "deliveries": rows})
        return
    _print_table(
        f"deliveries up to {night}",
        ["dataset", "business date", "rows in", "rows out", "quarantined", "refused"],
        [[str(row[key]) for key in inspection.ACCOUNTING_COLUMNS] for row in rows],
    )
    for row in rows:
        for refusal in row["refusals"]:
            out.print(f"[red]refused[/red] {refusal}", markup=True, highlight=False)


@app.command()
def status(night: MaybeNight = None, json_output: Json = False) -> None:
    """What the nights so far found, and where the reports are."""
    settings = _settings()
    nights = [date.fromisoformat(night)] if night else inspection.nights_present(settings)
    summaries = [inspection.summary_of(Night.of(settings, day)) for day in nights]
    if json_output:
        _print_json([summary.as_json() for summary in summaries])
        return
    if not summaries:
        out.print("no night has been run yet: crosscheck run --night YYYY-MM-DD")
    for summary in summaries:
        _print_summary(summary)


@app.command()
def dispositions(
    night: NightOption,
    county: Annotated[str | None, typer.Option(help="six-digit county code")] = None,
    json_output: Json = False,
) -> None:
    """How every sentence, release and person in correction was disposed of; the sums equal the rows received."""
    rows = inspection.balance(_night(night), county)
    if json_output:
        _print_json(rows)
        return
    _print_table(
        f"balance of {night}",
        ["table", "disposition", "rows"],
        [[r["table"], r["disposition"], str(r["rows"])] for r in rows],
    )


@app.command()
def explain(finding: str, night: MaybeNight = None) -> None:
    """Why a finding was raised, under which law, and what would clear it (Chinese)."""
    settings = _settings()
    day = night or max((d.isoformat() for d in inspection.nights_present(settings)), default=None)
    if day is None:
        _fail("no night has been run yet: crosscheck run --night YYYY-MM-DD")
    for line in _guarded(lambda: inspection.explain(Night.of(settings, date.fromisoformat(day)), finding)):
        out.print(line, markup=False, highlight=False)


@app.command("preview")
def preview_rule(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="such as H01")],
    candidate: Annotated[
        Path | None, typer.Option("--with", metavar="FILE", help="the rule's file as it may be")
    ] = None,
    night: Annotated[list[str] | None, typer.Option(metavar="YYYY-MM-DD", help="repeat; default: the newest")] = None,
    change: Annotated[list[str] | None, typer.Option("--set", metavar="key=value", help="a setting; repeat")] = None,
    json_output: Json = False,
) -> None:
    """What a change of a rule's text or of a threshold adds, drops and moves; nothing is published."""
    settings = _settings()
    if wrong := [text for text in change or [] if "=" not in text]:
        _fail(f"--set {wrong[0]}: write key=value, such as register_grace_days=5")
    changes = {key.strip(): value.strip() for key, value in (text.split("=", 1) for text in change or [])}
    nights = [_night(text).business_date for text in night or []] or inspection.nights_present(settings)[-1:]
    told = _guarded(lambda: preview(settings, rule.upper(), nights, candidate, changes))
    if json_output:
        _print_json(told.as_json())
        raise typer.Exit(FOUND if told.changes else FOUND_NOTHING)
    out.print(f"{told.before.id} {told.label}: {told.after.title}", markup=False, highlight=False)
    for each in told.nights:
        _print_table(str(each.night), ["county", "now", "then", "added", "dropped", "moved"], each.table())
        for line in each.samples():
            out.print(f"  {line}", markup=False, highlight=False)
    raise typer.Exit(FOUND if told.changes else FOUND_NOTHING)


@quarantine_app.command("list")
def quarantine_list(
    night: NightOption,
    dataset: Annotated[str | None, typer.Option(help="such as court.sentences")] = None,
    json_output: Json = False,
) -> None:
    """Rows set aside in everything delivered up to a night: where and why, never their values."""
    rows = inspection.quarantined(_night(night), dataset)
    if json_output:
        _print_json(rows)
        return
    columns = ["dataset", "business_date", "file", "line", "reason", "column", "cure"]
    _print_table(f"quarantine up to {night}", columns, [[str(row[key] or "") for key in columns] for row in rows])


@ledger_app.command("upgrade")
def ledger_upgrade() -> None:
    """Bring the ledger's tables to the shape this program needs."""
    before, after = _guarded(lambda: upgrade(_settings()))
    out.print(f"ledger: schema version {before or 'none'} → {after}", highlight=False)


@app.command()
def doctor(json_output: Json = False) -> None:
    """Check settings, inbox, calendar horizon and disk."""
    checks = inspection.examine(_settings())
    if json_output:
        _print_json([check.__dict__ for check in checks])
    else:
        for check in checks:
            mark = "[green]ok[/green]  " if check.ok else "[red]FIX[/red] "
            out.print(mark, end="")
            out.print(f"{check.name}: {check.text}", markup=False, highlight=False)
    raise typer.Exit(FOUND_NOTHING if all(check.ok for check in checks) else ERROR)


def _settings() -> Settings:
    return _guarded(lambda: load_settings(_State.settings_file))


def _night(text: str) -> Night:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        _fail(f"'{text}' is not a business date; write it as 2025-10-15")
    return Night.of(_settings(), day)


def _guarded(action: Callable[[], T]) -> T:
    try:
        return action()
    except FORESEEN as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    print(f"crosscheck: {message}", file=sys.stderr)
    raise typer.Exit(ERROR)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str, indent=1))


def _print_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    out.print(table)


def _print_summary(summary: inspection.Summary) -> None:
    out.print(f"\n{summary.night}  线索 {summary.clues}  ·  数据问题 {summary.data_findings}", highlight=False)
    for rule_id, label, count, new in summary.by_rule:
        out.print(f"  {rule_id} {label}: {count}" + (f"(新增 {new})" if new else ""), highlight=False)
    for line in summary.source_remarks:
        out.print(f"  ! {line}", highlight=False, markup=False)
    out.print(f"  报告: {summary.report}", highlight=False, markup=False)


def main() -> None:
    """Entry point: a foreseen error is one line and exit code 2; an unforeseen one tells its place, no values."""
    try:
        sys.exit(app(standalone_mode=False) or FOUND_NOTHING)
    except FORESEEN as error:
        print(f"crosscheck: {error}", file=sys.stderr)
    except Exception as error:
        if hasattr(error, "format_message"):  # the command line itself is wrong: a missing or unknown option
            print(f"crosscheck: {error.format_message()}; see crosscheck --help", file=sys.stderr)
            sys.exit(ERROR)
        # the message of an unforeseen error may quote a row: its kind and place are enough to report it
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno} in {place.name}"
        print(f"crosscheck: unforeseen {type(error).__name__} at {where}; please report it", file=sys.stderr)
    sys.exit(ERROR)


if __name__ == "__main__":
    main()
