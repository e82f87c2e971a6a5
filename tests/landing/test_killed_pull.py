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
from collections.abc import Callable
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


def run_pull(home: Path, inbox: Path, due: Callable[[], bool] | None = None) -> int | None:
    """Exit code of a pull, killed as soon as that is due unless it is done by then."""
    hears, says = FORKING.Pipe(duplex=False)
    process = FORKING.Process(target=pull, args=(home, inbox, says))
    process.start()
    assert hears.recv()
    while due is not None and process.is_alive() and not due():
        process.join(0.001)
    if due is not None and process.is_alive():
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    return process.exitcode


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    root = tmp_path_factory.mktemp("killed") / "inbox"
    for dataset in DATASETS:
        shutil.copytree(INBOX / dataset, root / dataset)
    return root


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, inbox):
    """What a pull leaves that nobody killed."""
    FORKING.set_forkserver_preload(["pipelines.cli", "tests.night.sample"])
    home = tmp_path_factory.mktemp("undisturbed") / "var"
    assert run_pull(home, inbox) == 0
    return everything(settings_for(home, inbox=inbox))


def moment_in(home: Path, chance: random.Random, turn: int) -> Callable[[], bool]:
    """When to kill: at once, then when so many deliveries have landed or were read, and a little after. By how far the
    pull is, not by the clock: how long it takes depends on what else the machine does."""
    if turn == 0:
        return lambda: True
    folder, mark = (("landing", "manifest.json"), ("canonical", "accounting.json"))[turn % 2]
    done, later = chance.randint(1, len(DATASETS)), chance.uniform(0, 0.03)

    def due() -> bool:
        # folders come and go meanwhile, which this walk does not mind
        if sum(mark in files for _, _, files in os.walk(home / folder)) < done:
            return False
        time.sleep(later)
        return True

    return due


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
    expected = undisturbed
    chance = random.Random(SEED)
    killed, seen = 0, set()
    for turn in range(KILLS):
        home = tmp_path / f"turn{turn}"
        settings = settings_for(home, inbox=inbox)
        killed += run_pull(home, inbox, moment_in(home, chance, turn)) == -signal.SIGKILL
        seen.add(assert_whole_or_absent(settings))
        assert run_pull(home, inbox) == 0
        found = everything(settings)
        differing = [name for name in expected[0] | found[0] if expected[0].get(name) != found[0].get(name)]
        assert differing == [], f"turn {turn}, seed {SEED}"
        assert found[1] == expected[1], f"the ledger differs after turn {turn}, seed {SEED}"
        shutil.rmtree(home)
    print(f"{killed} of {KILLS} killed; deliveries landed by then: {sorted(seen)}")
    assert killed >= KILLS // 2, "the pull was done before it could be killed"
    assert len(seen) > 1, "kills fell before and after deliveries, or between them"
