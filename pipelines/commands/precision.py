"""How often clues proved true, and how documents fared."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from pipelines import answers, ledger
from pipelines.answers.form import REASONS
from pipelines.commands.terminal import (
    Json,
    MaybeNight,
    day_of,
    fail,
    guarded,
    installation,
    out,
    print_json,
    print_table,
)
from pipelines.reports.answering import share_of
from pipelines.settings import Night

app = typer.Typer()


@app.command()
def precision(
    night: MaybeNight = None,
    county: Annotated[str, typer.Option(help="six-digit county code")] = "",
    json_output: Json = False,
) -> None:
    """Confirmed among judged clues by rule, dataset, county and reason; adoption of documents, both ways counted."""
    settings = installation()
    nights = guarded(lambda: ledger.known_nights(settings))
    if not nights:
        fail("no night has been run yet; run one: crosscheck run --night YYYY-MM-DD")
    scope = Night.of(settings, day_of(night) if night else nights[-1])
    said = guarded(lambda: answers.history(settings))
    lines = guarded(lambda: ledger.precision(ledger.verdicts(scope, said), county))
    statuses = guarded(lambda: ledger.statuses(scope))
    issued = [
        each
        for each in ledger.documents(said, statuses, scope.business_date)
        if not county or any(statuses[f].county == county for f in each.findings if f in statuses)
    ]
    figures = ledger.adoption(issued)
    if json_output:
        print_json(
            {
                "night": scope.business_date.isoformat(),
                "precision": [{**asdict(line), "judged": line.judged, "share": line.share} for line in lines],
                "documents": asdict(figures),
            }
        )
        return
    columns = ["by", "of", "confirmed", "corrected", "unfounded", "judged", "%", "waived", "why unfounded"]
    print_table(f"precision up to {scope.business_date}", columns, [_cells(line) for line in lines])
    adopted = figures.adopted + figures.adopted_in_part
    for name, part, whole in (
        ("adopted ÷ issued", adopted, figures.issued),
        ("adopted ÷ replied", adopted, figures.replied),
        ("clues resolved ÷ clues of documents", figures.clues_resolved, figures.clues),
    ):
        share = share_of(part, whole)
        out.print(f"{name}: {part}/{whole}" + (f" = {share}%" if share else ""), highlight=False)
    out.print(f"overdue {figures.overdue} · oral {figures.oral}, to escalate {figures.to_escalate}", highlight=False)


def _cells(line: ledger.PrecisionLine) -> list[str]:
    why = "、".join(f"{REASONS.get(reason, reason)}{count}" for reason, count in line.reasons)
    numbers = (line.confirmed, line.corrected, line.unfounded, line.judged)
    return [line.dimension, line.key or "—", *map(str, numbers), line.share or "—", str(line.waived), why]
