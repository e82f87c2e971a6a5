"""Laws of the night: same input, same bytes; order of nights does not matter; a kill anywhere changes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap

import pytest

from pipelines import ledger
from pipelines.night import STEPS, run_night
from pipelines.settings import Night
from tests.night import sample
from tests.night.sample import NIGHTS, ROOT, bytes_below, settings_for

PUBLISHED = ("canonical", "nights", "reports")


def everything(settings):
    """All published bytes, and the ledger's content."""
    files = {name: bytes_below(settings.home / name) for name in PUBLISHED}
    return files, ledger.content_digest(settings)


def differing(first, second):
    """Names of the files that differ, by folder."""
    return {
        name: sorted(
            path for path in first[0][name] | second[0][name] if first[0][name].get(path) != second[0][name].get(path)
        )
        for name in PUBLISHED
        if first[0][name] != second[0][name]
    }


def test_running_a_night_again_gives_the_same_bytes(three_nights):
    before = everything(three_nights)
    for _ in run_night(Night.of(three_nights, NIGHTS[1]), anew=True):
        pass
    after = everything(three_nights)
    assert differing(before, after) == {}
    assert before[1] == after[1]


def test_nights_in_any_order_give_the_same_ledger_and_the_same_reports(three_nights, tmp_path):
    backwards = sample.run(tmp_path / "var", (NIGHTS[2], NIGHTS[0], NIGHTS[1]))
    assert differing(everything(three_nights), everything(backwards)) == {}
    assert ledger.content_digest(three_nights) == ledger.content_digest(backwards)


def test_one_thread_and_two_give_the_same_bytes(three_nights, tmp_path):
    single = sample.run(tmp_path / "var", NIGHTS[:1], engine={"threads": 1})
    for step in ("facts", "identity", "sentences", "rules"):
        theirs = bytes_below(Night.of(three_nights, NIGHTS[0]).folder(step))
        assert bytes_below(Night.of(single, NIGHTS[0]).folder(step)) == theirs, step


KILLED_WHILE_PUBLISHING = """
    import os, signal, sys
    from datetime import date
    from pathlib import Path
    from pipelines.engine import publishing
    from pipelines.night import STEPS, run_step
    from pipelines.settings import Night
    from tests.night.sample import settings_for

    home, victim = Path(sys.argv[1]), sys.argv[2]
    night = Night.of(settings_for(home), date(2025, 10, 15))
    exchange = publishing.publish_folder

    def killed(staged, target):
        os.kill(os.getpid(), signal.SIGKILL)

    def commit_killed(connection):
        os.kill(os.getpid(), signal.SIGKILL)

    for step in STEPS:
        if step.name not in sys.argv[3:]:
            continue
        if step.name == victim:
            publishing.publish_folder = killed
            if victim == "ledger":
                from sqlalchemy import event
                from sqlalchemy.engine import Engine
                event.listen(Engine, "commit", commit_killed)
        run_step(step.name, night)
"""


NAMES = [step.name for step in STEPS]
#: Steps that leave their results in the folder of the night: before one of them dies, the earlier ones need not rerun.
OF_THE_NIGHT = NAMES[NAMES.index("facts") :]


def home_before(victim, first_night, home):
    """A home as it stands just before a step: returns the steps that are still to run."""
    if victim not in OF_THE_NIGHT:
        return NAMES
    shutil.copytree(first_night.home, home, symlinks=True)
    night = Night.of(settings_for(home), NIGHTS[0])
    remaining = NAMES[NAMES.index(victim) :]
    for step in remaining:
        shutil.rmtree(night.folder(step), ignore_errors=True)
    shutil.rmtree(home / "reports")
    if "ledger" in remaining:
        (home / "ledger.db").unlink()
    return remaining


@pytest.mark.parametrize("victim", NAMES[1:])
def test_a_kill_during_any_step_and_another_run_give_the_same_result(first_night, tmp_path, victim):
    """The process dies at the moment a step publishes; the night is then simply run again."""
    home = tmp_path / "var"
    remaining = home_before(victim, first_night, home)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED_WHILE_PUBLISHING), str(home), victim, *remaining],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr[-2000:]
    again = sample.run(home, NIGHTS[:1])
    assert differing(everything(first_night), everything(again)) == {}
    assert ledger.content_digest(first_night) == ledger.content_digest(again)
    assert [path.name for path in home.rglob(".*.staged")] == []
