"""What people answered, in the report: on page one, on the clue, off the list and back, in page and workbook."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines import answers, ledger
from pipelines.reports import Report, html, workbook
from pipelines.settings import Night, Settings
from tests.replies.workbooks import DOCUMENT, REPLY, answered, fill, laid, opened, report_of, saved, taken
from tests.reports.fixture_nights import LAST, TONIGHT, leave_night

UNFOUNDED = {"核查结论": "不属实", "原因": "来源系统录入错误", "备注": "<b>查户籍</b>"}
WAIVED = {"核查结论": "不予处理", "原因": "情节轻微，口头纠正即可", "负责人": "李四", "到期日": "2025-10-16"}
H01, H02, S01, E01 = "H01-000000000009", "H02-000000000003", "S01-000000000004", "E01-000000000007"
NUMBERS = (3, 4, 7, 9)


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two nights; in the first one's workbook four clues were answered four ways."""
    home = tmp_path_factory.mktemp("answers")
    settings = Settings(home=home)
    book = opened(laid(settings, *NUMBERS))
    fill(book, H01, {**UNFOUNDED})
    fill(book, H02, {**WAIVED})
    fill(book, S01, {"核查结论": "已纠正"})
    fill(book, E01, {"核查结论": "属实", **DOCUMENT, "文书送达日期": "2025-10-10", **REPLY})
    assert taken(settings, saved(book, home / "given")).clean
    laid(settings, *NUMBERS, tonight=True)
    return settings


@pytest.fixture(scope="module")
def first(after: Settings) -> Report:
    return report_of(Night.of(after, LAST))


@pytest.fixture(scope="module")
def second(after: Settings) -> Report:
    return report_of(Night.of(after, TONIGHT))


def states(report: Report) -> dict[str, str]:
    return {c.finding_id: c.answered.state for c in (*report.clues, *report.off_list) if c.answered}


def test_answers_take_clues_off_the_list_keep_them_or_bring_them_back(first: Report, second: Report) -> None:
    assert states(first) == {H01: "unfounded", H02: "waived", S01: "corrected", E01: "confirmed"}
    assert [clue.finding_id for clue in first.off_list] == [H01, H02]
    assert states(second) == {H01: "unfounded", H02: "waiver_over", S01: "corrected", E01: "confirmed"}
    assert [clue.finding_id for clue in second.off_list] == [H01]


def test_what_is_off_the_list_is_counted_apart_and_nowhere_else(first: Report) -> None:
    assert len(first.clues) == 2
    assert sum(line.total for line in first.rules) == 2
    assert {line.rule_id: line.off_list for line in first.rules if line.off_list} == {"H01": 1, "H02": 1}
    tallies = {tally.label: tally.count for tally in first.answers.tallies if tally.count}
    assert tallies == {"属实": 1, "已纠正": 1, "不属实": 1, "不予处理": 1}


def test_corrected_and_still_there_after_the_days_allowed_says_so(after: Settings) -> None:
    def report_on(days: int) -> Report:
        night = leave_night(after, LAST + timedelta(days=days), [4])
        ledger.run(night)
        return report_of(night)

    assert states(report_on(7))[S01] == "corrected"
    late = report_on(8)
    assert states(late)[S01] == "still_there"
    assert "已8日" in late.clues[0].answered.said  # type: ignore[union-attr]


def test_other_evidence_brings_an_unfounded_clue_back_and_says_so(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    night = laid(settings, 9)
    answered(night, tmp_path, H01, UNFOUNDED)
    word = answers.history(settings)[0]
    changed = {**word.details, "evidence": "0" * 12}
    answers.record(settings, answers.Answer(**{**vars(word), "details": changed}))
    report = report_of(night)
    assert (states(report), report.off_list) == ({H01: "evidence_changed"}, ())
    assert "记录有变化" in report.clues[0].answered.said  # type: ignore[union-attr]
    # the cells are empty again, and the same answer on the new evidence counts anew
    again = answered(night, tmp_path / "again", H01, UNFOUNDED)
    assert (again.clean, len(again.recorded)) == (True, 1)
    assert states(report_of(night)) == {H01: "unfounded"}
    assert taken(settings, tmp_path / "again" / "clues.xlsx").recorded == []


def test_documents_stand_on_the_clue_with_their_due_day_and_reply(first: Report, second: Report) -> None:
    clue = next(clue for clue in first.clues if clue.finding_id == E01)
    (document,) = clue.documents
    assert (document.label, document.due, document.state) == ("纠正违法通知书", date(2025, 10, 27), "awaiting")
    assert document.reply == ""  # answered on 10-30: not known on this night
    assert [rate.part for rate in second.answers.rates] == [0, 0, 0, 0]
    assert [rate.whole for rate in second.answers.rates] == [1, 0, 1, 1]


def test_a_county_sees_its_own_answers_alone(after: Settings) -> None:
    from pipelines.reports import Assembly

    of_county = Assembly.of(Night.of(after, LAST)).report("150105")
    others = Assembly.of(Night.of(after, LAST)).report("150202")
    assert {c.finding_id for c in of_county.off_list} | {c.finding_id for c in others.off_list} <= {H01, H02}
    assert sum(len(r.answers.documents) for r in (of_county, others)) <= 1
    assert all(line.name != "全部" or line.judged <= 2 for line in of_county.answers.proved)


def test_a_night_before_the_answers_is_drawn_as_if_nobody_had_spoken(after: Settings, tmp_path: Path) -> None:
    earlier = LAST - timedelta(days=1)
    ledger.run(leave_night(after, earlier, [3, 4, 7, 9]))
    told = Settings(home=tmp_path)
    ledger.run(leave_night(told, earlier, [3, 4, 7, 9]))
    for form in (html, workbook):
        assert form.render(report_of(Night.of(after, earlier))) == form.render(report_of(Night.of(told, earlier)))


def test_the_page_tells_it_and_escapes_what_people_wrote(first: Report) -> None:
    page = html.render(first).decode()
    for text in (
        "核查不属实",
        "等待数据印证后消除",
        "不予处理，至2025-10-16止",
        "等待回复，期限2025-10-27",
        "已移出的线索",
    ):
        assert text in page
    assert "<b>查户籍</b>" not in page
    assert "10-27(周一)届满〔待核〕" in page
    assert f'id="{H01}"' in page


def test_the_workbook_holds_them_in_the_answer_columns_and_sheets_of_their_own(first: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(first)))

    def rows(sheet: str) -> list[dict[str, Any]]:
        lines = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
        return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]

    off = {row["线索编号"]: row for row in rows("已移出")}
    assert (off[H02]["核查结论"], off[H02]["负责人"], off[H02]["到期日"]) == ("不予处理", "李四", "2025-10-16")
    confirmed = next(row for row in rows("线索") if row["线索编号"] == E01)
    assert (confirmed["文书编号"], confirmed["收文单位"]) == (DOCUMENT["文书编号"], DOCUMENT["收文单位"])
    (issued,) = rows("文书")
    assert issued["回复期限"] == "2025-10-27"
    assert any(str(cell).endswith("届满〔待核〕") for cell in issued.values())  # its fifteen days were read by nobody
    assert ("全部", "全部", 2, 1, 3, "66.7") in [tuple(row.values())[:6] for row in rows("准确率")]
    letter = next(cell.column_letter for cell in book["线索"][1] if cell.value == "行标识")
    assert book["线索"].column_dimensions[letter].hidden
