"""What a change of a rule would do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines import inspection
from pipelines.commands.terminal import (
    FOUND,
    FOUND_NOTHING,
    Json,
    fail,
    guarded,
    installation,
    night_of,
    out,
    print_json,
    print_table,
)
from pipelines.rules.preview import preview

app = typer.Typer()


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
    settings = installation()
    if wrong := [text for text in change or [] if "=" not in text]:
        fail(f"--set {wrong[0]}: write key=value, such as register_grace_days=5")
    changes = {key.strip(): value.strip() for key, value in (text.split("=", 1) for text in change or [])}
    nights = [night_of(text).business_date for text in night or []] or inspection.nights_present(settings)[-1:]
    told = guarded(lambda: preview(settings, rule.upper(), nights, candidate, changes))
    if json_output:
        print_json(told.as_json())
        raise typer.Exit(FOUND if told.changes else FOUND_NOTHING)
    out.print(f"{told.before.id} {told.label}: {told.after.title}", markup=False, highlight=False)
    for each in told.nights:
        print_table(str(each.night), ["county", "now", "then", "added", "dropped", "moved"], each.table())
        for line in each.samples():
            out.print(f"  {line}", markup=False, highlight=False)
    raise typer.Exit(FOUND if told.changes else FOUND_NOTHING)
