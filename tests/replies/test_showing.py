"""What was taken back shows at once: in the reports of the nights it counts for, and in no other."""

from __future__ import annotations

from pathlib import Path

from pipelines import answers, reports
from pipelines.engine.reuse import content
from pipelines.replies import import_files, show
from tests.ledgers import settings_at
from tests.replies.workbooks import WHEN, fill, laid, opened, saved

CANARY = "金丝雀已核实"


def test_an_answer_shows_in_the_reports_from_its_night_on_and_nothing_is_drawn_twice(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    last, tonight = laid(settings), laid(settings, tonight=True)
    for night in (last, tonight):
        reports.run(night)
    before = content(last.reports)
    book = opened(tonight)
    fill(book, "H01", {"核查结论": "属实", "备注": CANARY})
    taken = import_files(settings, [saved(book, tmp_path)], given_at=WHEN)
    assert taken.counts_from == tonight.business_date
    assert show(settings, taken.counts_from) == [tonight.business_date]
    assert CANARY in (tonight.reports / "region/report.html").read_text("utf-8")
    assert content(last.reports) == before  # as it was before anybody had said it
    assert show(settings, taken.counts_from) == []


def test_an_answer_to_an_earlier_night_shows_in_the_newest_report_too(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    last, tonight = laid(settings), laid(settings, tonight=True)
    book = opened(last)
    fill(book, "H01", {"核查结论": "属实", "备注": CANARY})
    taken = import_files(settings, [saved(book, tmp_path)], given_at=WHEN)
    assert show(settings, taken.counts_from) == [last.business_date, tonight.business_date]
    for night in (last, tonight):
        assert CANARY in (night.reports / "region/report.html").read_text("utf-8")


def test_nothing_said_draws_nothing(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    night = laid(settings)
    assert show(settings, import_files(settings, [], given_at=WHEN).counts_from) == []
    assert not night.reports.exists()
    assert answers.history(settings) == []
