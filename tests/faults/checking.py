"""The checker: what stands on the disk is whole, nothing is lost or told twice, reports say what the ledger says."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq

from pipelines import ledger
from pipelines.answers.form import CLUE_ID
from pipelines.answers.marks import read_mark
from pipelines.ledger.recording import night_digests
from pipelines.settings import Night, Settings
from tests.faults import region

#: what a process may find missing and makes again: notes and caches, each whole or not there
_SPARE = re.compile(r"made_from\.json|/evaluated/|/(checks|profile|places|relations)-[^/]+$")
_FOLDERS = {"landing": 5, "canonical": 3, "nights": 3, "reports": 2}
#: a unit (a folder published as one, or a night in the ledger) → a digest of all it says
Units = dict[str, str]


def unit_of(path: str) -> str | None:
    """The unit a file below a home belongs to; None for what no reader looks at."""
    parts = path.split("/")
    depth = _FOLDERS.get(parts[0], len(parts) + 1)
    if len(parts) < depth or any(part.startswith(".") for part in parts):
        return None
    return path if _SPARE.search(path) else "/".join(parts[:depth])


def is_spare(unit: str) -> bool:
    """True for what may be missing."""
    return _SPARE.search(unit) is not None


def units(home: Path, ledger_url: str | None = None) -> Units:
    """All units of a home, the ledger's included; a ledger left in mid-transaction is read as its next user would."""
    named = {
        unit
        for name in _FOLDERS
        for path in _files(home / name)
        if (unit := unit_of(path.relative_to(home).as_posix())) is not None
    }
    return {unit: _digest(home, unit) or "" for unit in sorted(named)} | ledger_units(home, ledger_url)


def unit(home: Path, name: str) -> Units:
    """One of them; `ledger` for all that it holds."""
    if name == "ledger":
        return ledger_units(home)
    digest = _digest(home, name)
    return {} if digest is None else {name: digest}


def _digest(home: Path, unit: str) -> str | None:
    """Over names and bytes of all that belongs to a unit; None where nothing is there."""
    path = home / unit
    files = [path] if path.is_file() else list(_files(path))
    files = [each for each in files if unit_of(each.relative_to(home).as_posix()) == unit]
    lines = [f"{each.relative_to(home)} {hashlib.sha256(each.read_bytes()).hexdigest()}" for each in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else None


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def ledger_units(home: Path, ledger_url: str | None = None) -> Units:
    """What the ledger holds, by night and by delivery received."""
    with tempfile.TemporaryDirectory() as aside:
        if ledger_url is None:
            for file in home.glob("ledger.db*"):
                shutil.copy2(file, aside)
            if not (Path(aside) / "ledger.db").is_file() or not (Path(aside) / "ledger.db").stat().st_size:
                return {}
        settings = Settings(home=Path(aside), ledger_url=ledger_url)
        found = {
            f"ledger/received/{each.delivery_id}": hashlib.sha256(repr(each).encode()).hexdigest()
            for each in ledger.received(settings)
        }
        for day in ledger.known_nights(settings):
            digests = night_digests(Night.of(settings, day))
            found[f"ledger/nights/{day}"] = json.dumps(digests, sort_keys=True)
        return found


def half_done(found: Units, before: Units, after: Units) -> list[str]:
    """Units that are neither as they were nor as they are to be; none where nothing half-published shows."""
    wrong = []
    for unit in sorted(before.keys() | after.keys() | found.keys()):
        allowed = {each.get(unit) for each in (before, after)}
        if is_spare(unit):
            allowed.add(None)
        if found.get(unit) not in allowed:
            wrong.append(unit)
    return wrong


def clues(settings: Settings, night: date) -> dict[str, dict[str, object]]:
    """The clues for prosecutors of a night, whole, by id."""
    found = pq.read_table(Night.of(settings, night).folder("rules") / "findings.parquet").to_pylist()
    return {row["finding_id"]: row for row in found if row["audience"] == "prosecutor"}


def leftovers(home: Path) -> list[str]:
    """Hidden remains of work that was cut off; what the product keeps hidden is not among them."""
    kept = (".seen.json", ".lock", ".retired.json", ".horizon.json")
    return [
        path.relative_to(home).as_posix()
        for path in sorted(home.rglob(".*"))
        if path.name not in kept and not path.relative_to(home).as_posix().startswith("cache/")
    ]


def check_rows(settings: Settings, inbox: Path) -> None:
    """No row lost: what was delivered = read + set aside, counted apart, in the files and in the ledger."""
    accounts = {}
    for file in sorted((settings.home / "canonical").glob("*/*/accounting.json")):
        said = json.loads(file.read_text("utf-8"))
        kept = {name: pq.read_metadata(file.with_name(f"{name}.parquet")).num_rows for name in ("rows", "quarantine")}
        assert said["rows_in"] == kept["rows"] + kept["quarantine"], file
        accounts[said["delivery_id"]] = said["rows_in"]
    received = {each.delivery_id: each for each in ledger.received(settings)}
    assert received.keys() == accounts.keys()
    for landed in sorted((settings.home / "landing").glob("*/*/*/*/manifest.json")):
        identity = landed.parent.name
        rows = sum(region.delivered_rows(file) for file in landed.parent.glob("*.csv"))
        each = received[identity]
        assert rows == accounts[identity] == each.rows_in == each.rows_out + each.rows_quarantined, landed
    newest = max(ledger.known_nights(settings)).isoformat()
    due = [file for file in inbox.glob("*/*/*/*.csv") if file.parent.name <= newest]
    offered = {hashlib.sha256(file.read_bytes()).hexdigest() for file in due}
    held = {hashlib.sha256(file.read_bytes()).hexdigest() for file in (settings.home / "landing").rglob("*.csv")}
    assert offered <= held, "a delivery was lost"


def check_findings(settings: Settings) -> None:
    """No finding twice, and every recorded night's report tells the ledger's findings: each once, no other."""
    for day in ledger.known_nights(settings):
        night = Night.of(settings, day)
        found = pq.read_table(night.folder("rules") / "findings.parquet").to_pylist()
        ids = [row["finding_id"] for row in found]
        assert len(ids) == len(set(ids)), f"{day}: a finding twice"
        there = {each.finding_id for each in ledger.statuses(night).values() if each.status in THERE}
        assert there == set(ids), f"{day}: ledger and findings differ"
        told = {row["finding_id"] for row in found if row["audience"] == "prosecutor"}
        told -= ledger.suspects(night).keys()
        listed = _listed(night.reports / "region" / "clues.xlsx", day)
        assert len(listed) == len(set(listed)), f"{day}: a clue twice in the workbook"
        assert set(listed) == told, f"{day}: workbook and ledger differ"
        page = (night.reports / "region" / "report.html").read_text("utf-8")
        shown = {row["finding_id"] for row in found if f'id="{row["finding_id"]}"' in page}
        data = {row["finding_id"] for row in found if row["audience"] != "prosecutor"}
        assert shown - data == told, f"{day}: page and ledger differ"


THERE = ("new", "continuing", "reopened")


def _listed(workbook: Path, day: date) -> list[str]:
    """Finding ids of the sheet of clues; each row's hidden mark names the same night and clue."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.read_bytes()), read_only=True)
    found = []
    for sheet in book:
        rows = sheet.iter_rows(values_only=True)
        heads = list(next(rows, ()))
        if CLUE_ID not in heads or not sheet.title.startswith("线索"):
            continue
        for row in rows:
            if row[heads.index(CLUE_ID)]:
                mark = read_mark(str(row[-1]))
                assert mark is not None
                assert (mark.night, mark.about) == (day, row[heads.index(CLUE_ID)])
                found.append(str(row[heads.index(CLUE_ID)]))
    return found
