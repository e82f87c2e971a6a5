"""The folder of replies: files are taken once, nothing in it is touched, what is open is tried again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines import answers
from pipelines.replies import ReplyError, pick_up
from tests.ledgers import settings_at
from tests.replies.workbooks import WHEN, fill, laid, opened, saved


def test_files_are_taken_once_and_left_as_they_are(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home", replies=tmp_path / "replies")
    book = opened(laid(settings))
    fill(book, "H01", {"核查结论": "属实"})
    good = saved(book, tmp_path / "replies" / "赛罕区")
    fill(book, "S01", {"核查结论": "不属实"})
    open_one = saved(book, tmp_path / "replies", "open.xlsx")
    (tmp_path / "replies" / "~$clues.xlsx").write_bytes(b"lock of a program")
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in (good, open_one)}
    first = pick_up(settings, WHEN)
    assert (first.counts()["files"], first.counts()["recorded"], first.counts()["problems"]) == (2, 1, 1)
    told = json.loads((settings.home / "replies" / "open.json").read_text("utf-8"))
    assert [(one["file"], one["sheet"]) for one in told["problems"]] == [("open.xlsx", "线索")]
    assert (settings.home / "replies" / "open.json").stat().st_mode & 0o777 == 0o600
    again = pick_up(settings, WHEN)
    assert [file.name for file in again.files] == ["open.xlsx"]
    assert again.recorded == []
    assert before == {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in before}
    fill(book, "S01", {"核查结论": "属实"})
    saved(book, tmp_path / "replies", "open.xlsx")
    assert pick_up(settings, WHEN).clean
    assert pick_up(settings, WHEN).files == []
    assert len(answers.history(settings)) == 2


@pytest.mark.sqlite_only
def test_a_folder_that_is_not_there_is_an_error_that_names_the_setting(tmp_path: Path) -> None:
    for replies in (None, tmp_path / "gone"):
        with pytest.raises(ReplyError, match="'replies'"):
            pick_up(settings_at(tmp_path / "home", replies=replies), WHEN)
