"""What was delivered: taking it in, what became of it, and a person's word about one delivery."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

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
from pipelines.inspection.words import Kind, Said, say
from pipelines.night import STEPS, run_step

app = typer.Typer()

Reason = Annotated[str, typer.Option(help="why, in a sentence; it stands on page one of the report")]
Author = Annotated[str | None, typer.Option(help="who says so; default: this account's name")]
FromNight = Annotated[
    str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="first night it counts for; default: its own date")
]
DeliveryId = Annotated[str, typer.Argument(metavar="DELIVERY", help="its id, or the first six digits or more")]


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
    accounts = inspection.accounts(scope.settings, scope.business_date, source=source)
    if json_output:
        print_json({"night": night, "steps": counts, "deliveries": [each.as_json() for each in accounts]})
        return
    _show(f"deliveries up to {night}", accounts)


@app.command()
def deliveries(
    night: MaybeNight = None,
    dataset: Annotated[str | None, typer.Option(help="such as court.sentences")] = None,
    json_output: Json = False,
) -> None:
    """Every delivery taken in: its files, rows in, out and quarantined, and whether it is believed."""
    until = day_of(night) if night else None
    accounts = guarded(lambda: inspection.accounts(installation(), until, dataset))
    if json_output:
        print_json([each.as_json() for each in accounts])
        return
    _show(f"deliveries up to {night}" if night else "deliveries", accounts)


@app.command()
def release(
    delivery: DeliveryId,
    reason: Reason,
    author: Author = None,
    from_night: FromNight = None,
    county: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="a county whose missing rows are truly gone; may be repeated"),
    ] = None,
) -> None:
    """Accept a held delivery by name; from its business date on, and only once the nights are run again."""
    said = _say("release", delivery, reason, author, from_night, tuple(county or ()))
    held = said.before is not None and said.before.verdict == "hold"
    out.print(_named("released", said), highlight=False, markup=False)
    if said.before is None:
        out.print("no night has judged it yet: the next one accepts it", highlight=False)
    elif not held:
        out.print("no rule holds it: the word is kept, and lifts a suspicion against it", highlight=False)
    _say_again(said, "nights to run again so that it counts")


@app.command()
def invalidate(delivery: DeliveryId, reason: Reason, author: Author = None, from_night: FromNight = None) -> None:
    """Withdraw a delivery by name: no night stands on it any more, and those that did are named."""
    said = _say("withdraw", delivery, reason, author, from_night)
    out.print(_named("withdrawn", said), highlight=False, markup=False)
    if said.stood_on_it:
        nights = ", ".join(day.isoformat() for day in said.stood_on_it)
        out.print(f"nights that stand on it: {nights}", highlight=False)
    else:
        out.print("no recorded night stands on it", highlight=False)
    _say_again(said, "nights to run again without it")


def _say(
    kind: Kind, typed: str, reason: str, author: str | None, from_night: str | None, counties: tuple[str, ...] = ()
) -> Said:
    settings = installation()
    begins = day_of(from_night) if from_night else None
    named = guarded(lambda: inspection.delivery_named(settings, typed))
    now = datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None, microsecond=0)
    who = author or getpass.getuser()
    return guarded(
        lambda: say(
            settings, kind, named, reason=reason, author=who, given_at=now, from_night=begins, counties=counties
        )
    )


def _named(done: str, said: Said) -> str:
    each = said.delivery
    return (
        f"{done}: {each.dataset} {each.business_date} delivery {each.delivery_id}, "
        f"from night {said.answer.from_night} on, by {said.answer.author}"
    )


def _say_again(said: Said, title: str) -> None:
    if said.nights:
        out.print(f"{title}:", highlight=False)
    for day in said.nights:
        out.print(f"  crosscheck run --night {day.isoformat()}", highlight=False)


def _show(title: str, accounts: list[inspection.Account]) -> None:
    """A line per part; what is the delivery's own stands on its first."""
    rows = []
    for each in accounts:
        of_delivery = [each.received.dataset, each.received.business_date.isoformat(), each.received.delivery_id]
        verdict = " ".join(filter(None, (each.verdict, each.reason)))
        for place, part in enumerate(each.received.parts):
            first = place == 0
            name = "/".join(filter(None, (part.name, part.part))) + (f" [{part.sheet}]" if part.sheet else "")
            kind = " ".join(filter(None, (part.format, part.encoding)))
            counts = [str(part.rows_in), str(part.rows_out), str(part.rows_quarantined)]
            said = f"refused {part.reason}" if part.reason else verdict if first else ""
            rows.append([*(of_delivery if first else ["", "", ""]), name, kind, *counts, said])
    columns = ["dataset", "date", "delivery", "file", "format", "rows in", "out", "quarantined", "verdict"]
    print_table(title, columns, rows)
    for each in accounts:
        for part in each.received.parts:
            if part.reason:
                out.print(f"refused: {each.received.dataset} {part.text}", markup=False, highlight=False)
        if each.text:
            out.print(f"{each.verdict}: {each.text}", markup=False, highlight=False)
