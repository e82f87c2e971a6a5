"""Reuse by hash: the same inputs, no second making; anything else, and it is made again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipelines.engine import reuse, staged_folder
from pipelines.engine.publishing import alone
from pipelines.engine.reuse import MADE_FROM, content, noted, reused


class Step:
    """Publishes one file and counts how often it had to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.runs, self.says = folder, 0, "one"

    def make(self) -> dict[str, int]:
        self.runs += 1
        with staged_folder(self.folder) as staged:
            (staged / "rows.parquet").write_text(self.says)
            (staged / "below").mkdir()
            (staged / "below/more.parquet").write_text("more")
        return {"rows": self.runs}

    def run(self, inputs: str = "a", **how: Any) -> dict[str, int]:
        return reused(self.folder, lambda: inputs, self.make, **how)


@pytest.fixture
def step(tmp_path: Path) -> Step:
    return Step(tmp_path / "night" / "facts")


def test_the_same_inputs_are_not_computed_twice(step):
    assert [step.run(), step.run(), step.run()] == [{"rows": 1}, {"reused": 2}, {"reused": 2}]
    assert step.runs == 1


def test_the_note_does_not_tell_how_much_work_it_was(step):
    step.run()
    first = (step.folder / MADE_FROM).read_bytes()
    assert step.run(anew=True) == {"rows": 2}
    assert (step.folder / MADE_FROM).read_bytes() == first


def test_other_inputs_are_computed_and_so_are_the_first_ones_after_them(step):
    for inputs, runs in (("a", 1), ("b", 2), ("b", 2), ("a", 3)):
        step.run(inputs)
        assert step.runs == runs


def test_anew_computes_whatever_stands_there(step):
    step.run()
    assert step.run(anew=True) == {"rows": 2}


def _lose(folder: Path) -> None:
    (folder / "below/more.parquet").unlink()


def _cut(folder: Path) -> None:
    (folder / "rows.parquet").write_text("o")


def _add(folder: Path) -> None:
    (folder / "strange.parquet").write_text("x")


def _forget(folder: Path) -> None:
    (folder / MADE_FROM).unlink()


def _tear(folder: Path) -> None:
    (folder / MADE_FROM).write_text('{"inputs": "a", "files"')


@pytest.mark.parametrize("harm", [_lose, _cut, _add, _forget, _tear])
def test_a_folder_that_is_not_what_was_noted_is_made_again(step, harm):
    step.run()
    harm(step.folder)
    assert noted(step.folder) is None
    step.run()
    assert step.runs == 2
    assert noted(step.folder) is not None


def test_the_content_is_the_same_noted_or_read(step):
    step.run()
    told = content(step.folder)
    assert set(told) == {"rows.parquet", "below/more.parquet"}
    (step.folder / MADE_FROM).unlink()
    assert content(step.folder) == told
    step.says = "two"
    step.run()
    assert content(step.folder) != told


def test_a_step_that_fails_leaves_what_stood_there_and_is_run_again(step, monkeypatch):
    step.run()
    monkeypatch.setattr(step, "make", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        step.run("b")
    assert noted(step.folder).inputs == "a"


def test_the_program_is_another_when_a_query_changes_and_the_same_when_only_a_command_does(tmp_path, monkeypatch):
    for name in ("pipelines/rules/H01.sql", "pipelines/commands/nights.py", "expectations/a.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(reuse, "ROOT", tmp_path)
    unkept = reuse.program.__wrapped__
    first = unkept()
    (tmp_path / "pipelines/commands/nights.py").write_text("2")
    assert unkept() == first
    for name in ("pipelines/rules/H01.sql", "expectations/a.json"):
        (tmp_path / name).write_text("2")
        assert unkept() != first
        first = unkept()


WAITS = """
import sys, time
from pathlib import Path
from typing import Any
from pipelines.engine.publishing import alone
with alone(Path(sys.argv[1])):
    print("in", flush=True)
    time.sleep(0.5)
    Path(sys.argv[1], "left").touch()
"""


def test_two_processes_take_turns_in_a_folder_and_one_may_ask_twice(tmp_path):
    other = subprocess.Popen([sys.executable, "-c", WAITS, str(tmp_path)], stdout=subprocess.PIPE, env={**os.environ})
    assert other.stdout is not None
    assert other.stdout.readline() == b"in\n"
    started = time.monotonic()
    with alone(tmp_path), alone(tmp_path):
        assert (tmp_path / "left").exists()
        assert time.monotonic() - started < 10
    other.wait(10)


def test_the_lock_is_free_again_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), alone(tmp_path):
        raise ZeroDivisionError
    done = subprocess.run([sys.executable, "-c", WAITS, str(tmp_path)], timeout=20, check=True, capture_output=True)
    assert done.stdout == b"in\n"


def test_a_note_kept_apart_is_gone_once_its_files_are_made_anew_whatever_happens_then(tmp_path):
    step, note = Step(tmp_path / "reports"), tmp_path / "night"
    note.mkdir()
    step.run("a", note=note)

    def cut_off() -> dict[str, int]:
        step.says = "two"  # as long as before: sizes would not tell
        step.make()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reused(step.folder, lambda: "b", cut_off, note=note)
    assert step.run("a", note=note) == {"rows": 3}
