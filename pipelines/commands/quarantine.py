"""Rows set aside."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines import inspection
from pipelines.commands.terminal import Json, NightOption, night_of, print_json, print_table

app = typer.Typer(help="rows set aside: file, line, reason", no_args_is_help=True)


@app.command("list")
def quarantine_list(
    night: NightOption,
    dataset: Annotated[str | None, typer.Option(help="such as court.sentences")] = None,
    json_output: Json = False,
) -> None:
    """Rows set aside in everything delivered up to a night: where and why, never their values."""
    rows = inspection.quarantined(night_of(night), dataset)
    if json_output:
        print_json(rows)
        return
    columns = ["dataset", "business_date", "file", "line", "reason", "column", "cure"]
    print_table(f"quarantine up to {night}", columns, [[str(row[key] or "") for key in columns] for row in rows])
