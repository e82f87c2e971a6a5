"""Nights again: in any order, only where something changed, checked against the record."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated, Any

import typer

from pipelines.commands.terminal import (
    FOUND,
    FOUND_NOTHING,
    Json,
    NightOption,
    day_of,
    fail,
    guarded,
    installation,
    night_of,
    out,
    print_json,
)
from pipelines.landing import waiting
from pipelines.ledger import known_nights
from pipelines.operating.apart import verify as verify_night
from pipelines.operating.backfill import backfill as backfill_nights
from pipelines.operating.backfill import days, receive
from pipelines.operating.impact import Change, changed_nights, nights_of_delivery
from pipelines.settings import Night, Settings

app = typer.Typer()


@app.command()
def backfill(
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="first business date")],
    last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="last business date")],
    only_changed: Annotated[bool, typer.Option(help="of the recorded nights those whose inputs changed")] = False,
    backwards: Annotated[bool, typer.Option(help="newest night first; the end is the same")] = False,
    anew: Annotated[bool, typer.Option(help="compute also what was made from the same inputs")] = False,
    json_output: Json = False,
) -> None:
    """Run the nights of a range, in any order to the same end."""
    settings = installation()
    nights = days(day_of(first), day_of(last))
    if not nights:
        fail(f"no night from {first} to {last}: the first day comes after the last")
    if only_changed:
        list(guarded(lambda: list(receive(Night.of(settings, nights[-1])))))
        changed = {each.night for each in guarded(lambda: changed_nights(settings))}
        nights = [day for day in nights if day in changed]
    done: dict[str, dict[str, dict[str, int]]] = {}
    for day, step, counts in guarded(
        lambda: list(_told(settings, nights[:: -1 if backwards else 1], anew, json_output))
    ):
        done.setdefault(day.isoformat(), {})[step] = counts
    if json_output:
        print_json({"nights": [day.isoformat() for day in nights], "steps": done})
    else:
        out.print(f"{len(nights)} nights: {', '.join(map(str, nights)) or 'nothing has changed'}", highlight=False)


def _told(settings: Settings, nights: list[date], anew: bool, quiet: bool) -> Any:
    for day, step, counts in backfill_nights(settings, nights, anew=anew):
        if not quiet:
            print(f"{day} {step}: {sum(counts.values())}", file=sys.stderr, flush=True)
        yield day, step, counts


@app.command()
def verify(night: NightOption, json_output: Json = False) -> None:
    """Compute a recorded night again from the bytes as received, beside it, and compare byte for byte."""
    told = guarded(lambda: verify_night(night_of(night)))
    if json_output:
        causes = [vars(change) for change in told.changes]
        print_json({"night": night, "equal": told.equal, "differing": told.differing, "changed_inputs": causes})
    elif told.equal:
        out.print(f"{night}: equal, {told.compared} files and tables compared", highlight=False)
    else:
        out.print(f"{night}: {len(told.differing)} of {told.compared} files and tables differ", highlight=False)
        for name in told.differing:
            out.print(f"  {name}", highlight=False, markup=False)
        for change in told.changes:
            out.print(f"  changed input: {change.kind} {change.what}", highlight=False, markup=False)
        if not told.changes:
            out.print("  no input in the manifest changed: the program did, or a file was altered", highlight=False)
    raise typer.Exit(FOUND_NOTHING if told.equal else FOUND)


@app.command()
def impact(
    source: Annotated[str | None, typer.Option("--source", help="court, or a dataset such as court.sentences")] = None,
    business_date: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="its business date")] = None,
    received: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="night it comes; default: in time")] = None,
    json_output: Json = False,
) -> None:
    """Which recorded nights change, before they are redone: by what came since, or by a delivery that would come."""
    settings = installation()
    if business_date is not None:
        told = _would_change(settings, source, day_of(business_date), day_of(received) if received else None)
    elif source is None and received is None:
        told = guarded(lambda: _have_changed(settings))
    else:
        fail("give the business date of the delivery, too: --date 2025-10-15")
    if json_output:
        print_json([{"night": day, "changes": [vars(each) for each in told[day]]} for day in sorted(told)])
    else:
        for day in sorted(told):
            for each in told[day]:
                out.print(f"{day}  {each.kind}  {each.what}", highlight=False, markup=False)
        redo = f"crosscheck backfill --from {min(told)} --to {max(told)} --only-changed" if told else ""
        out.print(f"{len(told)} recorded nights change" + (f"; to redo exactly these: {redo}" if told else ""))
    raise typer.Exit(FOUND if told else FOUND_NOTHING)


def _have_changed(settings: Settings) -> dict[date, list[Change]]:
    """By what has landed, been said or been shipped since a night was recorded, and by what waits to be received."""
    told = {each.night: list(each.changes) for each in changed_nights(settings)}
    nights = known_nights(settings)
    for offer, came in waiting(Night.of(settings, nights[-1])) if nights else []:
        change = Change("waiting", f"{offer.dataset} {offer.business_date}, touched or not received yet")
        for day in nights_of_delivery(settings, offer.business_date, came):
            told.setdefault(day, []).append(change)
    return told


def _would_change(
    settings: Settings, source: str | None, business_date: date, received: date | None
) -> dict[date, list[Change]]:
    """By a delivery that has not come."""
    contracts = Night.of(settings, business_date).contracts
    if source is None or (source not in contracts.datasets and source not in contracts.sources):
        fail(f"name what is delivered with --source: {', '.join([*contracts.sources, *contracts.datasets])}")
    change = Change("delivery", f"{source} {business_date}" + (f", received {received}" if received else ""))
    nights = guarded(lambda: nights_of_delivery(settings, business_date, received))
    return {day: [change] for day in nights}
