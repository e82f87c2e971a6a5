"""Rows set aside: where and why; one as it was received; all of them as a file for those who mend them."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pipelines import inspection
from pipelines.commands.terminal import (
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
from pipelines.inspection.replay import Reread
from pipelines.inspection.replay import replay as read_again
from pipelines.settings import Night

app = typer.Typer(help="rows set aside: file, line, reason", no_args_is_help=True)

_COUNTS = ("before", "left", "entered", "after", "changed", "rows_in_before", "rows_in")
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


@app.command()
def replay(night: MaybeNight = None, dataset: DatasetOption = None, json_output: Json = False) -> None:
    """After a mapping, code list, contract or reader was mended: read again what an older one had read."""
    until = day_of(night) if night else date.max
    told = guarded(lambda: read_again(installation(), until, dataset))
    if json_output:
        print_json(
            {
                "current": told.current,
                "nights": told.nights,
                "reread": [
                    {
                        "dataset": each.delivery.dataset,
                        "business_date": each.delivery.business_date,
                        "delivery_id": each.delivery.delivery_id,
                        **{name: getattr(each, name) for name in _COUNTS},
                    }
                    for each in told.reread
                ],
            }
        )
        return
    moved = [each for each in told.reread if each.moved]
    out.print(
        f"{len(told.reread)} deliveries read again, {told.current} were up to date; "
        f"{sum(each.left for each in moved)} rows left quarantine, {sum(each.entered for each in moved)} entered it",
        highlight=False,
    )
    if moved:
        columns = ["dataset", "date", "delivery", *(name.replace("_", " ") for name in _COUNTS)]
        print_table("deliveries in which something moved", columns, [_line(each) for each in moved])
    if told.nights:
        out.print("recorded nights that stand on them; run again:", highlight=False)
    for day in told.nights:
        out.print(f"  crosscheck run --night {day.isoformat()}", highlight=False)


def _line(each: Reread) -> list[str]:
    named = [each.delivery.dataset, each.delivery.business_date.isoformat(), each.delivery.delivery_id]
    return [*named, *(str(getattr(each, name)) for name in _COUNTS)]
