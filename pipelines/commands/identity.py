"""Who is who, as people see it: deciding about two records, and what was decided."""

from __future__ import annotations

import getpass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pyarrow.dataset as pads
import pyarrow.parquet as pq
import typer

from pipelines import answers, identity, ledger
from pipelines.answers import Answer
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
from pipelines.engine import write_json
from pipelines.identity import DECISIONS
from pipelines.identity.weights import FILE, load_model
from pipelines.reports.reviews import pair_id
from pipelines.settings import Night, Settings

app = typer.Typer()


@app.command()
def decide(
    decision: Annotated[str, typer.Argument(metavar="SAME|DIFFERENT|UNSURE")],
    record_a: Annotated[str, typer.Argument(metavar="RECORD_A", help="record id, or the pair's id R-… in the report")],
    record_b: Annotated[str | None, typer.Argument(metavar="RECORD_B")] = None,
    reason: Annotated[str, typer.Option(help="why: what was looked at")] = "",
    author: Annotated[str | None, typer.Option(help="who decides; default: the user logged in")] = None,
    night: MaybeNight = None,
    json_output: Json = False,
) -> None:
    """Decide whether two records are one person's: beats every score, from the given night on."""
    kind = decision.lower()
    if kind not in DECISIONS:
        fail(f"'{decision}' is not a decision; say {', '.join(name.upper() for name in DECISIONS)}")
    if not reason.strip():
        fail("say why with --reason: the decision beats every score, and the report shows the reason")
    settings = installation()
    scope = Night.of(settings, day_of(night) if night else _newest(settings))
    one, other = _pair(scope, record_a, record_b)
    before = _outcome(scope, one, other)
    given_at = datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None, microsecond=0)
    answer = guarded(
        lambda: Answer(kind, one, other, reason.strip(), author or getpass.getuser(), given_at, scope.business_date)
    )
    guarded(lambda: answers.record(settings, answer))
    day = scope.business_date.isoformat()
    if json_output:
        print_json({"decision": kind, "records": [one, other], "from_night": day, "before": before})
        return
    out.print(f"{kind.upper()} {one} · {other}, from night {day} (until now: {before})", highlight=False, markup=False)
    out.print(f"it counts when the night is computed next: crosscheck run --night {day}", highlight=False)


@app.command()
def train_weights(
    night: NightOption,
    version: Annotated[str, typer.Option(help="name of the new weights, such as 2026.1")],
    to: Annotated[Path, typer.Option(help="file to write; an existing one is not replaced")],
    json_output: Json = False,
) -> None:
    """Estimate the weights of identity on a night's records (EM) into a new file; a person adopts it, or does not."""
    if to.exists():
        fail(f"{to} exists; weights are versioned, so give the new ones a file of their own")
    scope = night_of(night)
    document = guarded(lambda: identity.train(scope, version))
    used = load_model(scope.settings.identity_weights or FILE)
    write_json(document, to)
    kept = document["trained"]["kept"]
    rows = [
        [f"{field}.{level}", f"{used.weights[field][level] / 1000:+.1f}", f"{weight / 1000:+.1f}"]
        for field, levels in document["weights"].items()
        for level, weight in levels.items()
        if f"{field}.{level}" not in kept
    ]
    if json_output:
        print_json(document)
        return
    print_table(f"weights in bits, {used.version} and {version}", ["level", "in use", "estimated"], rows)
    out.print(f"{len(kept)} levels keep their weight: the file says why", highlight=False)
    out.print(f'to adopt them: identity_weights = "{to}" in crosscheck.toml', highlight=False, markup=False)


@app.command()
def decisions(night: MaybeNight = None, json_output: Json = False) -> None:
    """What people decided about records, as it stands on a night."""
    settings = installation()
    day = day_of(night) if night else _newest(settings)
    rows: list[dict[str, Any]] = [
        {
            "decision": answer.kind,
            "record_a": answer.subject,
            "record_b": answer.other,
            "author": answer.author,
            "from_night": answer.from_night.isoformat(),
            "reason": answer.reason,
        }
        for answer in guarded(lambda: answers.known(settings, day, *DECISIONS))
    ]
    if json_output:
        print_json(rows)
    elif rows:
        print_table(f"decisions on {day}", list(rows[0]), [[str(value) for value in row.values()] for row in rows])
    else:
        out.print(f"no decisions stand on {day}", highlight=False)


def _newest(settings: Settings) -> date:
    nights = guarded(lambda: ledger.known_nights(settings))
    if not nights:
        fail("no night has been run yet; run one: crosscheck run --night YYYY-MM-DD")
    return nights[-1]


def _pair(night: Night, record_a: str, record_b: str | None) -> tuple[str, str]:
    """Two record ids the night knows, the smaller first."""
    if record_b is None:
        found = [
            (row["record_a"], row["record_b"])
            for row in _pairs(night)
            if pair_id(row["record_a"], row["record_b"]) == record_a
        ]
        if not found:
            fail(f"no pair '{record_a}' on {night.business_date}; give its id from the report, or both record ids")
        return found[0]
    if record_a == record_b:
        fail("the two records are one and the same record")
    known = set(pq.read_table(_file(night, "persons"), columns=["record_id"])["record_id"].to_pylist())
    for record in (record_a, record_b):
        if record not in known:
            fail(f"no record '{record}' with a person on {night.business_date}; the report shows record ids")
    return (record_a, record_b) if record_a < record_b else (record_b, record_a)


def _outcome(night: Night, one: str, other: str) -> str:
    """What the two records are on the night as it was computed last."""
    listed = {(row["record_a"], row["record_b"]): row["outcome"] for row in _pairs(night)}
    if (one, other) in listed:
        return str(listed[one, other])
    rows = pads.dataset(_file(night, "persons")).to_table(
        columns=["person_id"], filter=pads.field("record_id").isin([one, other])
    )
    return "same" if len(set(rows["person_id"].to_pylist())) == 1 else "different"


def _pairs(night: Night) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(
        _file(night, "pairs"), columns=["record_a", "record_b", "outcome"]
    ).to_pylist()
    return rows


def _file(night: Night, name: str) -> Any:
    file = night.folder("identity") / f"{name}.parquet"
    if not file.is_file():
        day = night.business_date.isoformat()
        fail(f"night {day} has not been run; run it: crosscheck run --night {day}")
    return file
