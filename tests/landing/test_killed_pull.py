"""A pull killed with SIGKILL at a random moment: every delivery is wholly there or not at all, and the next is whole.

Ten moments by default; CROSSCHECK_KILLS=50 for more, CROSSCHECK_KILL_SEED for others.
"""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import random
import shutil
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines import landing, ledger
from pipelines.settings import Night, Settings
from tests.night.sample import INBOX, NIGHTS, bytes_below, settings_for

KILLS = int(os.environ.get("CROSSCHECK_KILLS", "10"))
SEED = int(os.environ.get("CROSSCHECK_KILL_SEED", "1"))
NIGHT = NIGHTS[0]
#: one dataset of each shape: text, workbook, Parquet, ZIP, GZ, CSV
DATASETS = (
    "court/revocations",
    "justice/leaves",
    "justice/devices",
    "police/lodging",
    "justice/plans",
    "police/penalties",
)
FORKING = multiprocessing.get_context("forkserver")


def pull(home: Path, inbox: Path, started: Connection) -> None:
    """`crosscheck pull` in this process, which has imported everything already."""
    from pipelines.cli import app

    os.environ |= {"CROSSCHECK_HOME": str(home), "CROSSCHECK_INBOX": str(inbox)}
    started.send(True)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        app(["pull", "--night", NIGHT.isoformat()], standalone_mode=False)


def run_pull(home: Path, inbox: Path, killed_after: float | None = None) -> tuple[int | None, float]:
    """Exit code and beginning of a pull, killed after so many seconds of work unless it is done by then."""
    hears, says = FORKING.Pipe(duplex=False)
    process = FORKING.Process(target=pull, args=(home, inbox, says))
    process.start()
    assert hears.recv()
    began = time.time()
    process.join(killed_after)
    if process.is_alive():
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    return process.exitcode, began


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    root = tmp_path_factory.mktemp("killed") / "inbox"
    for dataset in DATASETS:
        shutil.copytree(INBOX / dataset, root / dataset)
    return root


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, inbox):
    """What a pull leaves that nobody killed, and when it landed, read and recorded: three stretches of seconds."""
    FORKING.set_forkserver_preload(["pipelines.cli", "tests.night.sample"])
    home = tmp_path_factory.mktemp("undisturbed") / "var"
    assert run_pull(home.with_name("warm"), inbox)[0] == 0
    code, began = run_pull(home, inbox)
    assert code == 0
    landed = [path.stat().st_mtime - began for path in (home / "landing").rglob("manifest.json")]
    read = [path.stat().st_mtime - began for path in (home / "canonical").rglob("accounting.json")]
    recorded = (home / "ledger.db").stat().st_mtime - began
    stretches = ((min(landed) * 0.9, max(landed)), (max(landed), max(read)), (max(read), recorded))
    return everything(settings_for(home, inbox=inbox)), stretches


def everything(settings: Settings) -> tuple[dict[str, bytes], str]:
    """All bytes that a pull leaves, and the ledger's content."""
    files = {
        f"{name}/{path}": content
        for name in ("landing", "canonical")
        for path, content in bytes_below(settings.home / name).items()
    }
    return files, ledger.content_digest(settings)


def assert_whole_or_absent(settings: Settings) -> int:
    """Every delivery that shows is complete, in landing, in its rows and in the ledger; returns how many show."""
    night = Night.of(settings, NIGHT)
    landed = landing.deliveries(night)
    for delivery in landed:
        names = {file.name for file in delivery.files}
        assert {path.name for path in delivery.folder.iterdir()} == {*names, "manifest.json"}
        for file in delivery.files:
            landing.read_verified(delivery, file)
    for folder in [path for path in night.canonical.glob("*/*") if not path.name.startswith(".")]:
        account = json.loads((folder / "accounting.json").read_text("utf-8"))
        assert account["rows_in"] == account["rows_out"] + account["rows_quarantined"]
        for name, count in (("rows", "rows_out"), ("received", "rows_out"), ("quarantine", "rows_quarantined")):
            assert pq.read_table(folder / f"{name}.parquet").num_rows == account[count]
    for each in ledger.received(settings):
        assert each.parts
        assert each.rows_in == sum(part.rows_in for part in each.parts)
    return len(landed)


def test_a_pull_killed_at_any_moment_leaves_whole_deliveries_and_the_next_is_as_if_nothing_had_happened(
    undisturbed, inbox, tmp_path
):
    expected, stretches = undisturbed
    chance = random.Random(SEED)
    killed, seen = 0, set()
    for turn in range(KILLS):
        home = tmp_path / f"turn{turn}"
        settings = settings_for(home, inbox=inbox)
        moment = chance.uniform(*stretches[turn % len(stretches)])
        code, _ = run_pull(home, inbox, moment)
        killed += code == -signal.SIGKILL
        seen.add(assert_whole_or_absent(settings))
        assert run_pull(home, inbox)[0] == 0
        found = everything(settings)
        differing = [name for name in expected[0] | found[0] if expected[0].get(name) != found[0].get(name)]
        assert differing == [], f"killed after {moment:.3f} s (turn {turn}, seed {SEED})"
        assert found[1] == expected[1], f"the ledger differs after a kill at {moment:.3f} s"
        shutil.rmtree(home)
    print(f"{killed} of {KILLS} killed; deliveries landed by then: {sorted(seen)}")
    assert killed >= KILLS // 2, "the pull was done before it could be killed"
    assert len(seen) > 1, "kills fell before and after deliveries, or between them"
