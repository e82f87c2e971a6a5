"""What stands out of a night, for those who keep the installation running."""

from __future__ import annotations

from dataclasses import asdict

import typer

from pipelines.commands.terminal import FOUND, FOUND_NOTHING, Json, NightOption, guarded, night_of, out, print_json
from pipelines.operating import alerts

app = typer.Typer()


@app.command("alerts")
def show(night: NightOption, json_output: Json = False) -> None:
    """Late and held deliveries, unusual numbers, the calendar's end: what the DAG would send for this night."""
    scope = night_of(night)
    found = guarded(lambda: alerts(scope))
    if json_output:
        print_json([asdict(each) for each in found])
    else:
        for each in found:
            out.print(f"{each.code} {each.subject}: {each.text}", markup=False, highlight=False)
    raise typer.Exit(FOUND if found else FOUND_NOTHING)
