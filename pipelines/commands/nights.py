"""Running nights and reading what they found."""

from __future__ import annotations

import sys
from functools import partial
from typing import Annotated, NoReturn

import pyarrow.parquet as pq
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipelines import inspection
from pipelines.commands.terminal import (
    FOUND,
    FOUND_NOTHING,
    Json,
    MaybeNight,
    NightOption,
    day_of,
    fail,
    guarded,
    installation,
    night_of,
    out,
    print_json,
    print_table,
)
from pipelines.night import STEPS, run_night
from pipelines.operating.apart import run_corrected
from pipelines.settings import Night

app = typer.Typer()


@app.command()
def run(
    night: NightOption,
    as_known: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="corrected view: with what came up to this later night; kept apart"),
    ] = None,
    anew: Annotated[bool, typer.Option(help="compute also what was made from the same inputs")] = False,
    json_output: Json = False,
) -> None:
    """Run one night from the inbox to the reports."""
    scope = night_of(night)
    if as_known is not None:
        scope = guarded(lambda: Night.of(scope.settings, scope.business_date, day_of(as_known)))
    running = partial(run_corrected if scope.as_known else run_night, scope, anew=anew)
    steps: dict[str, dict[str, int]] = {}
    if sys.stderr.isatty() and not json_output:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task(f"{night} {STEPS[0].title}", total=len(STEPS))
            for done, (step, counts) in enumerate(running(), 1):
                steps[step.name] = counts
                upcoming = STEPS[done].title if done < len(STEPS) else "完成"
                progress.update(bar, completed=done, description=f"{night} {upcoming}")
    else:
        for step, counts in running():
            steps[step.name] = counts
            if not json_output:
                print(f"{night} {step.name}: {sum(counts.values())}", file=sys.stderr, flush=True)
    if scope.as_known:
        print_corrected(scope, steps, json_output)
    summary = inspection.summary_of(scope)
    if json_output:
        print_json({"night": night, "steps": steps, "summary": summary.as_json()})
    else:
        print_summary(summary)
    raise typer.Exit(FOUND if summary.clues else FOUND_NOTHING)


@app.command()
def status(night: MaybeNight = None, json_output: Json = False) -> None:
    """What the nights so far found, and where the reports are."""
    settings = installation()
    nights = [day_of(night)] if night else inspection.nights_present(settings)
    summaries = [inspection.summary_of(Night.of(settings, day)) for day in nights]
    if json_output:
        print_json([summary.as_json() for summary in summaries])
        return
    if not summaries:
        out.print("no night has been run yet: crosscheck run --night YYYY-MM-DD")
    for summary in summaries:
        print_summary(summary)


@app.command()
def dispositions(
    night: NightOption,
    county: Annotated[str | None, typer.Option(help="six-digit county code")] = None,
    json_output: Json = False,
) -> None:
    """How every sentence, release and person in correction was disposed of; the sums equal the rows received."""
    rows = inspection.balance(night_of(night), county)
    if json_output:
        print_json(rows)
        return
    print_table(
        f"balance of {night}",
        ["table", "disposition", "rows"],
        [[r["table"], r["disposition"], str(r["rows"])] for r in rows],
    )


@app.command()
def explain(finding: str, night: MaybeNight = None) -> None:
    """Why a finding was raised, under which law, and what would clear it (Chinese)."""
    settings = installation()
    day = night or max((d.isoformat() for d in inspection.nights_present(settings)), default=None)
    if day is None:
        fail("no night has been run yet: crosscheck run --night YYYY-MM-DD")
    for line in guarded(lambda: inspection.explain(Night.of(settings, day_of(day)), finding)):
        out.print(line, markup=False, highlight=False)


def print_corrected(night: Night, steps: dict[str, dict[str, int]], json_output: bool) -> NoReturn:
    """The corrected view of a night: what it holds, and where; the record of the night is another."""
    report = night.reports / "region" / "report.html"
    findings = pq.read_table(night.folder("rules") / "findings.parquet", columns=["audience"])["audience"].to_pylist()
    clues = findings.count("prosecutor")
    if json_output:
        print_json({"night": night.business_date, "as_known": night.as_known, "steps": steps, "report": str(report)})
    else:
        out.print(f"{night.name}  线索 {clues}  报告: {report}", highlight=False, markup=False)
    raise typer.Exit(FOUND if clues else FOUND_NOTHING)


def print_summary(summary: inspection.Summary) -> None:
    """One night in a few lines."""
    out.print(f"\n{summary.night}  线索 {summary.clues}  ·  数据问题 {summary.data_findings}", highlight=False)
    for rule_id, label, count, new in summary.by_rule:
        out.print(f"  {rule_id} {label}: {count}" + (f"(新增 {new})" if new else ""), highlight=False)
    for line in summary.source_remarks:
        out.print(f"  ! {line}", highlight=False, markup=False)
    out.print(f"  报告: {summary.report}", highlight=False, markup=False)
