"""What the disk refuses is said in one line with its cure, without the name of a file."""

from __future__ import annotations

import errno

import pytest

from pipelines import cli


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "may not be read or written"), (errno.EROFS, "only be read")],
)
def test_what_the_disk_refuses_names_the_cure_and_no_file(number, said, monkeypatch, capsys):
    def refused(**_):
        raise OSError(number, "refused", "/inbox/金丝雀.csv")

    monkeypatch.setattr(cli, "app", refused)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert said in told
    assert "金丝雀" not in told
    assert len(told.splitlines()) == 1


def test_another_error_of_the_system_tells_its_place_alone(monkeypatch, capsys):
    def refused(**_):
        raise OSError(errno.EIO, "金丝雀")

    monkeypatch.setattr(cli, "app", refused)
    with pytest.raises(SystemExit):
        cli.main()
    told = capsys.readouterr().err
    assert "unforeseen OSError" in told
    assert "金丝雀" not in told
