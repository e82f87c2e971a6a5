"""The commands about answers, as a person types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner, Result

from pipelines import answers, cli
from pipelines.settings import Settings
from tests.replies.workbooks import DOCUMENT, REPLY, fill, laid, opened, saved

Run = Callable[..., Result]


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A workbook with one row that is clear and one that is not."""
    book = opened(laid(Settings(home=tmp_path / "home")))
    fill(book, "H01", {"核查结论": "不属实", "原因": "来源系统录入错误", "备注": "金丝雀", **DOCUMENT, **REPLY})
    fill(book, "S01", {"核查结论": "不属实"})
    return saved(book, tmp_path)


@pytest.fixture
def crosscheck(tmp_path: Path) -> Run:
    env = {"CROSSCHECK_HOME": str(tmp_path / "home"), "CROSSCHECK_REPLIES": str(tmp_path)}
    return lambda *arguments: CliRunner().invoke(cli.app, list(arguments), env=env)


def test_an_import_lists_what_is_unclear_with_its_place_and_no_word_of_the_row(crosscheck: Run, filled: Path) -> None:
    told = crosscheck("replies", "import", str(filled))
    assert told.exit_code == 1  # something is left to do
    assert "recorded 4" in told.output
    assert "clues.xlsx 线索 第" in told.output
    assert "须选原因" in told.output
    assert "金丝雀" not in told.output
    assert "drawn again with them: the reports of 2025-10-" in told.output
    again: dict[str, Any] = json.loads(crosscheck("replies", "import", str(filled), "--json").output)
    assert (again["counts"]["recorded"], again["counts"]["known"]) == (0, 4)
    assert [one["sheet"] for one in again["problems"]] == ["线索"]
    assert again["shown"] == []


def test_a_dry_run_and_a_file_that_is_not_there_write_nothing(crosscheck: Run, filled: Path, tmp_path: Path) -> None:
    assert "would be recorded 4" in crosscheck("replies", "import", str(filled), "--dry-run").output
    assert crosscheck("replies", "import", str(tmp_path / "gone.xlsx")).exit_code == 2
    assert answers.history(Settings(home=tmp_path / "home")) == []


def test_pickup_takes_the_folder_of_the_settings(crosscheck: Run, filled: Path) -> None:
    assert json.loads(crosscheck("replies", "pickup", "--json").output)["counts"]["recorded"] == 4


def test_what_stands_is_listed_and_a_mistaken_document_declared_void(crosscheck: Run, filled: Path) -> None:
    crosscheck("replies", "import", str(filled))
    listed = json.loads(crosscheck("replies", "list", "--night", "2025-12-01", "--json").output)
    assert [row["answer"] for row in listed] == ["cited", "issued", "unfounded", "adopted"]
    document = next(row["subject"] for row in listed if row["answer"] == "issued")
    assert crosscheck("replies", "void", document).exit_code == 2  # says no reason
    assert crosscheck("replies", "void", "correction_notice:别的", "--reason", "错号").exit_code == 2
    assert crosscheck("replies", "void", document, "--reason", "错号", "--author", "王检察官").exit_code == 0
    told = json.loads(crosscheck("precision", "--json").output)
    assert told["documents"]["issued"] == 0


def test_precision_tells_shares_and_both_adoption_rates(crosscheck: Run, filled: Path) -> None:
    crosscheck("replies", "import", str(filled))
    told = crosscheck("precision", "--night", "2025-10-16")
    assert told.exit_code == 0
    for line in ("来源系统录入错误1", "adopted ÷ issued: 0/0", "adopted ÷ replied: 0/0"):
        assert line in told.output


def test_tampering_with_the_record_shows(crosscheck: Run, filled: Path, tmp_path: Path) -> None:
    crosscheck("replies", "import", str(filled))
    assert crosscheck("replies", "verify").output.startswith("sound: 4 answers")
    with create_engine(f"sqlite:///{tmp_path}/home/ledger.db").begin() as connection:
        connection.execute(text("UPDATE answers SET kind = 'confirmed' WHERE kind = 'unfounded'"))
    told = crosscheck("replies", "verify")
    assert (told.exit_code, told.output.strip()) == (2, "answer 1 was changed")
