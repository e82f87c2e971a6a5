"""A canary person: her values may stand in rows and reports, and nowhere else."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.night import run_night
from pipelines.settings import Night
from tests.night.sample import INBOX, NIGHTS, ROOT, settings_for

NIGHT = NIGHTS[0]
NAME = "金丝雀阿娜"
NUMBER = "150102198807075428"  # passes GB 11643
BROKEN_NUMBER = "150102198807075420"
RESIDENCE = "金丝雀巷甲七号"
CANARIES = (NAME, NUMBER, BROKEN_NUMBER, RESIDENCE)

#: Where personal values are meant to be, below the home folder.
MEANT_TO_HOLD = ("landing/", "canonical/", "nights/", "reports/")
#: … and files among them that describe without holding.
DESCRIPTIONS = ("manifest.json", "accounting.json", "verdicts.parquet", "coverage.parquet", "checks.parquet")


def plant(inbox: Path) -> None:
    """Write her into every police file and a court part: fine rows, a mistyped number, and rows that cannot be read."""
    custody = sorted((inbox / "police/custody" / NIGHT.isoformat()).iterdir())[0]
    lines = custody.read_text("utf-8-sig").splitlines()
    header = lines[0].split(",")
    model = dict(zip(header, lines[1].split(","), strict=False))

    def row(**values: str) -> str:
        changed = {
            name: (NAME if "姓名" in name else NUMBER if "号码" in name or "身份证" in name else value)
            for name, value in model.items()
        }
        changed[header[0]] = values["no"]
        return ",".join({**changed, **{name: value for name, value in values.items() if name in changed}}.values())

    bad_date = row(no="金丝雀-2").replace(model[header[-2]] or "\0", "二〇二五年十三月") + ",多出来的一格"
    custody.write_text("\n".join([*lines, row(no="CANARY-1"), bad_date, f'"{NAME},{NUMBER}']) + "\n", "utf-8-sig")

    court = sorted((inbox / "court/sentences" / NIGHT.isoformat()).iterdir())[0]
    text = court.read_bytes()
    first = text.split(b"\r\n" if b"\r\n" in text else b"\n")[1].decode("gb18030")
    torn = first.split(",")[0] + f",1,{NAME},{BROKEN_NUMBER},{RESIDENCE}"
    court.write_bytes(text.rstrip(b"\r\n") + b"\r\n" + torn.encode("gb18030") + b"\r\n")


@pytest.fixture(scope="module")
def canary_night(tmp_path_factory):
    """A night with the canary in it, with everything it logged and printed."""
    folder = tmp_path_factory.mktemp("canary")
    inbox = folder / "inbox"
    shutil.copytree(INBOX, inbox, ignore=shutil.ignore_patterns("2025-10-16", "2025-10-17"))
    plant(inbox)
    settings = settings_for(folder / "var", inbox=inbox)
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "--verbose", "run", "--night", NIGHT.isoformat()],
        cwd=ROOT,
        env={
            **os.environ,
            "CROSSCHECK_HOME": str(settings.home),
            "CROSSCHECK_INBOX": str(inbox),
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr[-2000:]
    return settings, done.stdout + done.stderr


def holds(content: bytes) -> list[str]:
    """The canaries in some bytes, in any encoding we use."""
    return [
        value for value in CANARIES for coding in ("utf-8", "gb18030", "utf-16-le") if value.encode(coding) in content
    ]


def test_the_canary_is_really_there(canary_night):
    settings, _ = canary_night
    import pyarrow.parquet as pq

    rows = pq.read_table(Night.of(settings, NIGHT).folder("facts") / "police_custody.parquet").to_pylist()
    assert any(row["person_name"] == NAME for row in rows)
    quarantine = pq.read_table(Night.of(settings, NIGHT).folder("facts") / "quarantined.parquet").to_pylist()
    assert sum(bool(holds(row["received"])) for row in quarantine) >= 2


def test_no_log_line_and_no_output_names_her(canary_night):
    _, written = canary_night
    assert len(written) > 200
    assert holds(written) == []


def test_no_manifest_account_verdict_or_check_names_her(canary_night):
    settings, _ = canary_night
    import pyarrow.parquet as pq

    looked_at = 0
    for path in sorted(settings.home.rglob("*")):
        if not path.is_file() or not (path.name in DESCRIPTIONS or path.name.startswith("checks-")):
            continue
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content = repr(pq.read_table(path).to_pylist()).encode()
        assert holds(content) == [], path.relative_to(settings.home)
        looked_at += 1
    assert looked_at > 40


def test_the_ledger_does_not_know_her(canary_night):
    settings, _ = canary_night
    content = "\n".join(sqlite3.connect(settings.home / "ledger.db").iterdump()).encode()
    assert len(content) > 1000
    assert holds(content) == []


def test_nothing_stands_outside_the_places_meant_to_hold_rows(canary_night):
    settings, _ = canary_night
    for path in sorted(settings.home.rglob("*")):
        relative = path.relative_to(settings.home).as_posix()
        if path.is_file() and not relative.startswith(MEANT_TO_HOLD):
            assert holds(path.read_bytes()) == [], relative


def test_what_holds_rows_is_readable_by_its_owner_alone(canary_night):
    settings, _ = canary_night
    open_to_others = [
        path.relative_to(settings.home).as_posix() for path in settings.home.rglob("*") if path.stat().st_mode & 0o077
    ]
    assert open_to_others == []


def test_an_exception_on_the_way_names_no_value(tmp_path, caplog):
    """A damaged canonical file makes a step fail: the message names files, never what stands in them."""
    inbox = tmp_path / "inbox"
    shutil.copytree(INBOX, inbox, ignore=shutil.ignore_patterns("2025-10-16", "2025-10-17"))
    plant(inbox)
    settings = settings_for(tmp_path / "var", inbox=inbox)
    night = Night.of(settings, NIGHT)
    said = ""
    with caplog.at_level(logging.DEBUG):
        for step, _ in run_night(night):
            if step.name == "quality":
                for path in (settings.home / "canonical/police.custody").glob("*/rows.parquet"):
                    path.chmod(0o600)
                    path.write_bytes(path.read_bytes()[:-40] + NAME.encode() * 3)
                break
        with pytest.raises(Exception) as caught:  # noqa: PT011  (any kind; what counts is what it says)
            list(run_night(night))
        said = repr(caught.value) + str(caught.value.__cause__)
    assert holds(said.encode()) == []
    assert holds(caplog.text.encode()) == []
