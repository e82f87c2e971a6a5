"""Publishing by one swap: a reader sees the old folder or the new one, whatever happens in between."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pyarrow as pa
import pytest

from pipelines.engine import publishing
from pipelines.engine.publishing import publish_folder, staged_folder, write_json, write_parquet


def test_what_was_staged_stands_in_the_place_of_what_was_there(tmp_path):
    target = tmp_path / "night"
    for content in ("old", "new"):
        with staged_folder(target) as staged:
            (staged / "a").write_text(content)
    assert [path.name for path in tmp_path.iterdir()] == ["night"]
    assert (target / "a").read_text() == "new"


def test_an_error_while_writing_leaves_the_old_folder_and_nothing_beside_it(tmp_path):
    target = tmp_path / "night"
    with staged_folder(target) as staged:
        (staged / "a").write_text("old")

    def torn():
        with staged_folder(target) as staged:
            (staged / "a").write_text("half")
            raise RuntimeError("torn")

    with pytest.raises(RuntimeError, match="torn"):
        torn()
    assert (target / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["night"]


def test_a_process_killed_while_writing_leaves_the_old_folder_and_the_next_run_clears_up(tmp_path):
    target = tmp_path / "night"
    with staged_folder(target) as staged:
        (staged / "a").write_text("old")
    script = """
        import os, signal
        from pathlib import Path
        from pipelines.engine import staged_folder
        with staged_folder(Path(os.environ["TARGET"])) as staged:
            (staged / "a").write_text("half")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], env={**os.environ, "TARGET": str(target)}, check=False
    )
    assert done.returncode == -9
    assert (target / "a").read_text() == "old"
    with staged_folder(target) as staged:
        assert list(staged.iterdir()) == []
        (staged / "a").write_text("new")
    assert (target / "a").read_text() == "new"


def test_without_an_atomic_exchange_two_renames_give_the_same_end(tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "_exchange", lambda first, second: False)
    target = tmp_path / "night"
    for content in ("old", "new"):
        staged = tmp_path / "staged"
        staged.mkdir()
        (staged / "a").write_text(content)
        publish_folder(staged, target)
    assert (target / "a").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["night"]


def test_equal_tables_give_equal_bytes_readable_by_the_owner_alone(tmp_path):
    table = pa.table({"a": [1, 2], "b": ["x", None]})
    write_parquet(table, tmp_path / "1.parquet")
    write_parquet(pa.concat_tables([table.slice(0, 1), table.slice(1)]).combine_chunks(), tmp_path / "2.parquet")
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()
    write_json({"b": 1, "a": 2}, tmp_path / "1.json")
    write_json({"a": 2, "b": 1}, tmp_path / "2.json")
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_what_a_replacement_cut_off_between_two_renames_left_behind_is_cleared_by_the_next(tmp_path):
    for remains in (".night.replaced", ".night.staged"):
        (tmp_path / remains).mkdir()
        (tmp_path / remains / "a").write_text("old")
    with staged_folder(tmp_path / "night") as staged:
        (staged / "a").write_text("new")
    assert [path.name for path in tmp_path.iterdir()] == ["night"]
