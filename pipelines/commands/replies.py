"""What people answered: taking filled-in workbooks back, what stands, and whether the record is whole."""

from __future__ import annotations

import getpass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from pipelines import answers
from pipelines.answers import Answer
from pipelines.commands.terminal import (
    ERROR,
    FOUND,
    FOUND_NOTHING,
    Json,
    NightOption,
    day_of,
    fail,
    guarded,
    installation,
    out,
    print_json,
    print_table,
)
from pipelines.replies import ReplyError, Result, import_files, pick_up, show
from pipelines.settings import Settings

app = typer.Typer(help="answers of people: filled-in workbooks taken back", no_args_is_help=True)

Author = Annotated[str | None, typer.Option(help="who answered, where row and workbook do not say")]


@app.command("import")
def import_replies(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="filled-in workbooks")],
    accept: Annotated[list[Path] | None, typer.Option(metavar="FILE", help="its answers win; repeat")] = None,
    author: Author = None,
    night: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="of rows that lost their mark and explanation")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="list everything, write nothing")] = False,
    json_output: Json = False,
) -> None:
    """Take filled-in workbooks back; conflicts and unclear rows are listed with their place and not written."""
    settings = installation()
    day = day_of(night) if night else None
    every = [*files, *(accept or [])]
    if gone := [str(file) for file in every if not file.is_file()]:
        fail(f"no such file: {', '.join(gone)}")
    result = guarded(
        lambda: import_files(
            settings,
            every,
            given_at=_now(),
            author=author or "",
            accept=accept or [],
            night=day,
            dry_run=dry_run,
        )
    )
    if dry_run:
        _tell(result, json_output, "would be recorded", [])
    else:
        _tell(result, json_output, "recorded", _shown(settings, result))


@app.command("pickup")
def pick_up_replies(json_output: Json = False) -> None:
    """Take every workbook of the folder named by the setting `replies` that has not been taken whole."""
    settings = installation()
    try:
        result = guarded(lambda: pick_up(settings, _now()))
    except ReplyError as error:
        fail(str(error))
    _tell(result, json_output, "recorded", _shown(settings, result))


@app.command("list")
def list_replies(night: NightOption, json_output: Json = False) -> None:
    """The answers that stand on a night, but not the words given with them."""
    settings, day = installation(), day_of(night)
    rows = [
        {
            "answer": answer.kind,
            "subject": answer.subject,
            "other": answer.other,
            "author": answer.author,
            "from_night": answer.from_night.isoformat(),
            "until": answer.until.isoformat() if answer.until else "",
        }
        for answer in guarded(lambda: answers.known(settings, day))
    ]
    if json_output:
        print_json(rows)
    else:
        columns = ["answer", "subject", "other", "author", "from_night", "until"]
        print_table(f"answers on {day}", columns, [[str(row[name]) for name in columns] for row in rows])


@app.command("void")
def void_document(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="its id as `replies list` shows it")],
    reason: Annotated[str, typer.Option(help="why: such as a mistyped number")] = "",
    author: Author = None,
) -> None:
    """Declare a document recorded by mistake void: it is no longer counted; the record keeps it."""
    settings = installation()
    if not reason.strip():
        fail("say why with --reason")
    issued = {answer.subject: answer for answer in guarded(lambda: answers.history(settings, "issued", "voided"))}
    stands = issued.get(document)
    if stands is None or stands.kind == "voided":
        fail(f"no document '{document}' stands; see crosscheck replies list")
    by = author or getpass.getuser()
    word = guarded(lambda: Answer("voided", document, "", reason.strip(), by, _now(), stands.from_night))
    guarded(lambda: answers.record(settings, word))
    out.print(f"void: {document}", highlight=False, markup=False)


@app.command("verify")
def verify() -> None:
    """Whether the record of answers is whole: every answer's digest covers the one before it."""
    settings = installation()
    wrong = guarded(lambda: answers.verify_chain(settings))
    for line in wrong:
        out.print(line, highlight=False)
    if not wrong:
        out.print(f"sound: {len(guarded(lambda: answers.history(settings)))} answers", highlight=False)
    raise typer.Exit(ERROR if wrong else FOUND_NOTHING)


def _shown(settings: Settings, result: Result) -> list[date]:
    return guarded(lambda: show(settings, result.counts_from))


def _tell(result: Result, json_output: bool, verb: str, shown: list[date]) -> None:
    if json_output:
        print_json({**result.as_json(), "shown": [day.isoformat() for day in shown]})
    else:
        counts = result.counts()
        out.print(
            f"{verb} {counts['recorded']} · known {counts['known']} · untouched {counts['untouched']} · "
            f"unclear {counts['problems']} · conflicts {counts['conflicts']}",
            highlight=False,
        )
        for title, found in (("未采用", result.problems), ("冲突", result.conflicts), ("提示", result.remarks)):
            for place, text in found:
                out.print(f"  {title}  {place}: {text}", markup=False, highlight=False)
        if shown:
            drawn = ", ".join(day.isoformat() for day in shown)
            out.print(f"  drawn again with them: the reports of {drawn}", highlight=False)
        if verb == "recorded" and any(answer.family == "identity" for _, answer in result.recorded):
            text = f"  who is who: from night {result.counts_from} on, when that night or the next is run"
            out.print(text, highlight=False)
    raise typer.Exit(FOUND_NOTHING if result.clean else FOUND)


def _now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None, microsecond=0)
