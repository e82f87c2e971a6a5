"""Keeping an installation in order."""

from __future__ import annotations

import typer

from pipelines import inspection
from pipelines.commands.terminal import ERROR, FOUND_NOTHING, Json, guarded, installation, out, print_json
from pipelines.database import upgrade

app = typer.Typer()
ledger_app = typer.Typer(help="the ledger's tables", no_args_is_help=True)
app.add_typer(ledger_app, name="ledger")


@ledger_app.command("upgrade")
def ledger_upgrade() -> None:
    """Bring the ledger's tables to the shape this program needs."""
    before, after = guarded(lambda: upgrade(installation()))
    out.print(f"ledger: schema version {before or 'none'} → {after}", highlight=False)


@app.command()
def doctor(json_output: Json = False) -> None:
    """Check settings, inbox, calendar horizon and disk."""
    checks = inspection.examine(installation())
    if json_output:
        print_json([check.__dict__ for check in checks])
    else:
        for check in checks:
            mark = "[green]ok[/green]  " if check.ok else "[red]FIX[/red] "
            out.print(mark, end="")
            out.print(f"{check.name}: {check.text}", markup=False, highlight=False)
    raise typer.Exit(FOUND_NOTHING if all(check.ok for check in checks) else ERROR)
