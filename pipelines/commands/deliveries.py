"""What was delivered: taking it in, and what became of it."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines import inspection
from pipelines.commands.terminal import Json, NightOption, fail, night_of, out, print_json, print_table
from pipelines.night import STEPS, run_step

app = typer.Typer()


@app.command()
def pull(
    night: NightOption,
    source: Annotated[str | None, typer.Option(help="one system only: court, police or justice")] = None,
    json_output: Json = False,
) -> None:
    """Receive and standardise everything delivered up to a night, without comparing."""
    scope = night_of(night)
    if source is not None and source not in scope.contracts.sources:
        fail(f"unknown source '{source}'; known: {', '.join(scope.contracts.sources)}")
    counts = {step.name: run_step(step.name, scope, source) for step in STEPS if step.per_source}
    rows = inspection.accounting(scope, source)
    if json_output:
        print_json({"night": night, "steps": counts, "deliveries": rows})
        return
    print_table(
        f"deliveries up to {night}",
        ["dataset", "business date", "rows in", "rows out", "quarantined", "refused"],
        [[str(row[key]) for key in inspection.ACCOUNTING_COLUMNS] for row in rows],
    )
    for row in rows:
        for refusal in row["refusals"]:
            out.print(f"[red]refused[/red] {refusal}", markup=True, highlight=False)
