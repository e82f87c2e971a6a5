"""Rows set aside: where and why; one as it was received; all of them as a file for those who mend them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines import inspection
from pipelines.commands.terminal import (
    Json,
    NightOption,
    fail,
    guarded,
    installation,
    night_of,
    out,
    print_json,
    print_table,
)
from pipelines.settings import Night

app = typer.Typer(help="rows set aside: file, line, reason", no_args_is_help=True)

DatasetOption = Annotated[str | None, typer.Option(help="such as court.sentences")]


@app.command("list")
def list_rows(night: NightOption, dataset: DatasetOption = None, json_output: Json = False) -> None:
    """Rows set aside in everything delivered up to a night: where and why, never their values."""
    scope = night_of(night)
    rows = [row.as_json() for row in guarded(lambda: inspection.quarantined(scope, dataset))]
    if json_output:
        print_json(rows)
        return
    columns = ["dataset", "business_date", "delivery_id", "file", "line", "why", "column", "cure"]
    print_table(f"quarantine up to {night}", columns, [[str(row[key] or "") for key in columns] for row in rows])


@app.command()
def show(
    delivery: Annotated[str, typer.Argument(metavar="DELIVERY", help="its id, or the first six digits or more")],
    line: Annotated[int, typer.Argument(metavar="LINE", help="line or sheet row, as `quarantine list` gives it")],
    file: Annotated[str, typer.Option(metavar="NAME", help="file, where the delivery has several")] = "",
) -> None:
    """One row exactly as it was received; on a terminal alone, for it holds what a person's record says."""
    if not sys.stdout.isatty():
        fail(
            "a received row is shown on a terminal alone; to work on rows: crosscheck quarantine export --to FILE.xlsx"
        )
    settings = installation()
    named = guarded(lambda: inspection.delivery_named(settings, delivery))
    night = Night.of(settings, named.business_date)
    for row in guarded(lambda: inspection.row_as_received(night, named, file, line)):
        head = f"{row.dataset} {row.business_date} {row.file} : {row.line}   {row.why}"
        out.print(" ".join(filter(None, (head, row.column))), markup=False, highlight=False)
        # what a sender wrote must not steer the terminal
        out.print("".join(c if c.isprintable() else repr(c)[1:-1] for c in row.text), markup=False, highlight=False)


@app.command()
def export(
    night: NightOption,
    to: Annotated[Path, typer.Option(metavar="FILE", help="a new .csv or .xlsx; its owner alone can read it")],
    dataset: DatasetOption = None,
) -> None:
    """Rows set aside with what was received, as a file for the sender or for those who mend the mapping."""
    scope = night_of(night)
    rows = guarded(lambda: inspection.quarantined(scope, dataset))
    guarded(lambda: inspection.export(rows, to))
    out.print(f"{len(rows)} rows → {to} (holds personal data: pass it on as the exports themselves)", highlight=False)
