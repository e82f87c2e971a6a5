"""The page of a rule says what the rule does: it is generated, and drift is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.contracts import load_contracts
from pipelines.rules.pages import PAGES, pages, write_pages

TEXTS = pages(load_contracts())


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_the_page_agrees_with_the_rule_and_its_cases(name: str) -> None:
    file = PAGES / name
    assert file.is_file(), f"docs/rules/{name} is missing: python -m pipelines.rules.pages"
    assert file.read_text("utf-8") == TEXTS[name], f"docs/rules/{name} has drifted: python -m pipelines.rules.pages"


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    assert {file.name for file in PAGES.glob("*.md")} == set(TEXTS)


def test_writing_removes_pages_of_rules_that_are_gone(tmp_path: Path) -> None:
    (tmp_path / "Z99.md").write_text("gone", "utf-8")
    assert write_pages(tmp_path) == sorted(TEXTS)
    assert {file.name for file in tmp_path.iterdir()} == set(TEXTS)


def test_an_unread_article_is_marked_and_the_cases_stand_on_the_page() -> None:
    assert "〔待核〕" in TEXTS["S01.md"]
    assert "| 宽限期内（届满后第二日）登记可能还未录入，不作结论 | 2025-10-11 | 无 / none |" in TEXTS["H01.md"]
