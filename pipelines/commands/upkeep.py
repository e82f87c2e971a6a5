"""Keeping an installation in order."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from pipelines import inspection
from pipelines.commands.terminal import (
    ERROR,
    FOUND_NOTHING,
    Json,
    NightOption,
    day_of,
    guarded,
    installation,
    out,
    print_json,
)
from pipelines.database import upgrade
from pipelines.operating.retention import carry_out, plan

app = typer.Typer()
ledger_app = typer.Typer(help="the ledger's tables", no_args_is_help=True)
app.add_typer(ledger_app, name="ledger")


@ledger_app.command("upgrade")
def ledger_upgrade() -> None:
    """Bring the ledger's tables to the shape this program needs."""
    before, after = guarded(lambda: upgrade(installation()))
    out.print(f"ledger: schema version {before or 'none'} → {after}", highlight=False)


@app.command()
def retain(
    night: NightOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="list only")] = False,
    json_output: Json = False,
) -> None:
    """Remove nights, reports and deliveries older than `retention_days` that no kept night uses; the ledger stays."""
    settings, today = installation(), day_of(night)
    planned = guarded(lambda: plan(settings, today))
    if json_output:
        listed = [{"kind": each.kind, "name": each.name, "bytes": each.bytes} for each in planned.removals]
        print_json({"first_night": planned.first_night, "removed": not dry_run, "removals": listed})
    else:
        kinds = Counter(each.kind for each in planned.removals)
        for each in planned.removals:
            out.print(f"{each.kind}: {each.name} ({each.bytes} bytes)", highlight=False, markup=False)
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "nothing"
        size = sum(each.bytes for each in planned.removals) / 1e6
        done = "would be removed" if dry_run else "to remove"
        out.print(f"{done}: {told}, {size:.1f} MB; nights from {planned.first_night} on stay", highlight=False)
    if not dry_run:
        guarded(lambda: carry_out(settings, planned))


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
