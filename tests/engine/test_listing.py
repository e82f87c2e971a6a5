"""What lies below a folder: all of it, or an error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipelines.engine import reuse
from pipelines.engine.listing import files_below


@pytest.fixture
def folder(tmp_path):
    for name in ("b", "a/c", "a/b/d"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def unreadable(folder, monkeypatch):
    """A folder below that lost its rights: for root, too."""
    read = os.scandir

    def scandir(path):
        if Path(path) == folder / "a":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(os, "scandir", scandir)
    return folder


def test_every_file_is_listed_in_order(folder):
    assert [file.relative_to(folder).as_posix() for file in files_below(folder)] == ["a/b/d", "a/c", "b"]


def test_of_a_folder_that_is_not_there_nothing(folder):
    assert files_below(folder / "nowhere") == []


def test_what_cannot_be_read_is_not_left_out(unreadable):
    with pytest.raises(PermissionError):
        files_below(unreadable)


def test_of_a_folder_that_cannot_be_read_no_note_says_what_it_holds(unreadable, tmp_path_factory):
    note = tmp_path_factory.mktemp("note")
    with pytest.raises(PermissionError):
        reuse.reused(unreadable, lambda: "inputs", dict, note=note)
    assert list(note.iterdir()) == []
