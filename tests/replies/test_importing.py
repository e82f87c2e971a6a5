"""Filled-in workbooks taken back: what is clear is recorded once, what is not is listed with its place."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines import answers, ledger
from pipelines.answers.form import CLUE_HEADS, MARK
from pipelines.settings import Night
from tests.ledgers import settings_at
from tests.replies.workbooks import (
    CLUES,
    DOCUMENT,
    EXPLANATION,
    PAIRS,
    REPLY,
    WHEN,
    answered,
    fill,
    heads,
    laid,
    opened,
    report_of,
    rewritten,
    row_of,
    saved,
    taken,
)
from tests.reports.fixture_nights import LAST, TONIGHT

UNFOUNDED = {"核查结论": "不属实", "原因": "来源系统录入错误"}
WAIVED = {"核查结论": "不予处理", "原因": "情节轻微，口头纠正即可", "负责人": "李四", "到期日": "2025-10-31"}
H01 = "H01-000000000009"  # finding number 9, of rule H01
FAULTS = [
    # sentence, cells, what the listing says
    ("an unknown verdict", {"核查结论": "大概属实"}, "“核查结论”不是列表中的选项"),
    ("unfounded without a reason", {"核查结论": "不属实"}, "须选原因"),
    ("an unknown reason", {"核查结论": "不属实", "原因": "看着不像"}, "“原因”不是列表中的选项"),
    ("another reason without a note", {"核查结论": "不属实", "原因": "其他（写入备注）"}, "须写备注"),
    ("not pursued without owner", {**WAIVED, "负责人": ""}, "须填负责人和到期日"),
    ("not pursued without a day", {**WAIVED, "到期日": ""}, "须填负责人和到期日"),
    ("a day that is none", {**WAIVED, "到期日": "下个月"}, "“到期日”不是日期"),
    ("a last day before the workbook's night", {**WAIVED, "到期日": "2025-10-01"}, "早于工作簿的业务日期"),
    ("a last day with another verdict", {"核查结论": "属实", "到期日": "2025-10-31"}, "到期日只用于"),
    ("a reason without a verdict", {"原因": "来源系统录入错误"}, "缺“核查结论”"),
    ("a document without number", {**DOCUMENT, "文书编号": ""}, "须填文书编号"),
    ("a document without day", {**DOCUMENT, "文书送达日期": ""}, "须填文书送达日期"),
    ("a document to nobody", {**DOCUMENT, "收文单位": ""}, "须填收文单位"),
    ("a document of tomorrow", {**DOCUMENT, "文书送达日期": "2025-12-02"}, "晚于回收之日"),
    ("a reply to no document", REPLY, "没有完整的文书"),
    ("a reply without day", {**DOCUMENT, **REPLY, "回复日期": ""}, "须填回复日期"),
    ("a reply before its document", {**DOCUMENT, **REPLY, "回复日期": "2025-10-19"}, "回复日期早于文书送达日期"),
    ("an oral correction with a number", {**DOCUMENT, "文书种类": "口头纠正"}, "没有文书编号"),
]


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return laid(settings_at(tmp_path / "home"))


def kinds(night: Night) -> list[str]:
    return [answer.kind for answer in answers.history(night.settings)]


def test_a_filled_row_becomes_answers_that_name_author_night_and_evidence(night: Night, tmp_path: Path) -> None:
    result = answered(night, tmp_path, H01, {**UNFOUNDED, "备注": "查户籍底册", **DOCUMENT, **REPLY})
    assert result.clean
    assert kinds(night) == ["unfounded", "issued", "cited", "adopted"]
    word, issued, cited, reply = answers.history(night.settings)
    assert (word.subject, word.author, word.from_night, word.reason) == (H01, "王检察官", LAST, "source_error")
    assert word.details["note"] == "查户籍底册"
    assert len(word.details["evidence"]) == 12
    assert (issued.subject, cited.other, reply.subject) == ("correction_notice:呼检纠违〔2025〕12号",) * 3
    # what is known only later counts only later
    assert (issued.from_night, reply.from_night) == (date(2025, 10, 20), date(2025, 10, 30))


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("sentence", "cells", "told"), FAULTS, ids=[case[0] for case in FAULTS])
def test_what_is_unclear_is_listed_with_its_row_and_not_written(
    sentence: str, cells: dict[str, Any], told: str, night: Night, tmp_path: Path
) -> None:
    result = answered(night, tmp_path, H01, cells)
    assert [told in text for _, text in result.problems] == [True]
    place = result.problems[0][0]
    assert (place.file, place.sheet, place.row) == ("clues.xlsx", CLUES, row_of(opened(night)[CLUES], H01))
    assert not {"confirmed", "unfounded", "waived", "adopted"} & set(kinds(night))


def test_one_unclear_group_does_not_hold_back_the_clear_ones(night: Night, tmp_path: Path) -> None:
    result = answered(night, tmp_path, H01, {"核查结论": "属实", **DOCUMENT, "单位回复": "也许"})
    assert kinds(night) == ["confirmed", "issued", "cited"]
    assert len(result.problems) == 1


def test_a_workbook_nobody_filled_in_says_nothing(night: Night, tmp_path: Path) -> None:
    result = taken(night.settings, saved(opened(night), tmp_path))
    assert (result.clean, result.recorded) == (True, [])


def test_the_same_workbook_again_changes_nothing(night: Night, tmp_path: Path) -> None:
    book = opened(night)
    fill(book, H01, {**UNFOUNDED, **DOCUMENT, **REPLY})
    file = saved(book, tmp_path)
    taken(night.settings, file)
    before = ledger.content_digest(night.settings)
    again = taken(night.settings, file, given_at=datetime.fromisoformat("2026-01-01T00:00:00"))
    assert (again.clean, again.recorded, again.known) == (True, [], 4)
    assert ledger.content_digest(night.settings) == before


def test_the_next_workbook_shows_the_answers_and_untouched_says_nothing_new(night: Night, tmp_path: Path) -> None:
    answered(night, tmp_path, H01, {"核查结论": "属实", "备注": "已 谈话", **DOCUMENT, **REPLY})
    book = opened(night)
    at, row = heads(book[CLUES]), row_of(book[CLUES], H01)
    shown = {head: book[CLUES].cell(row, at[head]).value for head in CLUE_HEADS.values()}
    assert shown["核查结论"] == "属实"
    assert shown["备注"] == "已 谈话"
    assert shown["核查人"] is None
    result = taken(night.settings, saved(book, tmp_path / "next"))
    assert (result.clean, result.recorded, result.untouched) == (True, [], 1)


def test_an_answer_changed_in_a_workbook_that_showed_it_replaces_it(night: Night, tmp_path: Path) -> None:
    answered(night, tmp_path, H01, {"核查结论": "属实"})
    result = answered(night, tmp_path / "next", H01, UNFOUNDED)
    assert result.clean
    assert [answer.kind for answer in answers.known(night.settings, LAST)] == ["unfounded"]


@pytest.mark.parametrize("order", [1, -1])
def test_two_copies_that_disagree_are_listed_and_neither_is_written(order: int, night: Night, tmp_path: Path) -> None:
    files = []
    for name, author, cells in (("a.xlsx", "王检察官", {"核查结论": "属实"}), ("b.xlsx", "赵检察官", UNFOUNDED)):
        book = opened(night)
        fill(book, H01, cells, author=author)
        fill(book, "S01", {"核查结论": "属实"}, author=author)
        files.append(saved(book, tmp_path, name))
    result = taken(night.settings, *files[::order])
    assert [place.file for place, _ in result.conflicts] == ["a.xlsx", "b.xlsx"]
    assert all("王检察官" in text and "赵检察官" in text for _, text in result.conflicts)
    assert kinds(night) == ["confirmed"]  # on the other clue they agree: said once
    accepted = taken(night.settings, *files, accept=files[1:])
    assert accepted.clean
    assert {answer.kind for answer in answers.known(night.settings, LAST) if answer.subject == H01} == {"unfounded"}


def test_a_copy_that_did_not_see_what_stands_is_a_conflict_until_accepted(night: Night, tmp_path: Path) -> None:
    first, second = opened(night), opened(night)
    fill(first, H01, {"核查结论": "属实"})
    fill(second, H01, UNFOUNDED, author="赵检察官")
    taken(night.settings, saved(first, tmp_path, "a.xlsx"))
    late = saved(second, tmp_path, "b.xlsx")
    result = taken(night.settings, late)
    assert [("王检察官另有答复" in text, place.file) for place, text in result.conflicts] == [(True, "b.xlsx")]
    assert kinds(night) == ["confirmed"]
    assert taken(night.settings, late, accept=[late]).clean
    assert kinds(night) == ["confirmed", "unfounded"]


def test_one_document_under_two_dates_is_a_conflict(night: Night, tmp_path: Path) -> None:
    book = opened(night)
    fill(book, H01, DOCUMENT)
    fill(book, "S01", {**DOCUMENT, "文书送达日期": "2025-10-21"})
    result = taken(night.settings, saved(book, tmp_path))
    assert len(result.conflicts) == 2
    assert "issued" not in kinds(night)


def test_a_dry_run_lists_and_writes_nothing(night: Night, tmp_path: Path) -> None:
    result = answered(night, tmp_path, H01, UNFOUNDED, dry_run=True)
    assert len(result.recorded) == 1
    assert kinds(night) == []


def shuffled(rows: list[list[Any]]) -> list[list[Any]]:
    head, body = rows[0], rows[1:]
    order = list(range(len(head)))
    random.Random(7).shuffle(order)
    random.Random(3).shuffle(body)
    return [[row[place] for place in order] for row in (head, *body)]


def without(*gone: str) -> Any:
    def change(rows: list[list[Any]]) -> list[list[Any]]:
        left = [place for place, head in enumerate(rows[0]) if head not in gone]
        return [[row[place] for place in left] for row in rows]

    return change


def titled(rows: list[list[Any]]) -> list[list[Any]]:
    return [["内蒙古某院线索表"], [], *rows]


EDITS = [
    ("rows sorted and columns moved", shuffled),
    ("columns deleted that say where it happened", without("姓名", "县区", "线索编号", "双方记载")),
    ("the mark deleted", without(MARK)),
    ("unused answer columns deleted", without("单位回复", "回复日期", "负责人", "到期日", "要求回复日期")),
    ("a title above the heads", titled),
    ("the heads with blanks in them", lambda rows: [[f" {head} " for head in rows[0]], *rows[1:]]),
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("sentence", "change"), EDITS, ids=[case[0] for case in EDITS])
def test_a_workbook_edited_as_people_do_gives_the_same_answers(
    sentence: str, change: Any, night: Night, tmp_path: Path
) -> None:
    book = opened(night)
    fill(book, H01, {**UNFOUNDED, **DOCUMENT})
    fill(book, "S01", {"核查结论": "属实"}, author="赵检察官")
    plain = saved(book, tmp_path, "plain.xlsx")
    edited = rewritten(saved(book, tmp_path, "edited.xlsx"), change)
    told = taken(night.settings, edited)
    assert told.clean
    assert len(told.recorded) == 4
    again = taken(night.settings, plain)
    assert (again.clean, again.recorded, again.known) == (True, [], 4)


def test_what_deleted_columns_showed_is_not_lost(night: Night, tmp_path: Path) -> None:
    answered(night, tmp_path, H01, {**UNFOUNDED, "备注": "查户籍底册"})
    file = rewritten(saved(opened(night), tmp_path / "next"), without("备注"), "已移出")
    assert taken(night.settings, file).recorded == []
    book = openpyxl.load_workbook(file)
    at = heads(book["已移出"])
    book["已移出"].cell(2, at["原因"]).value = "身份误认（不是同一人）"
    book["已移出"].cell(2, at["核查人"]).value = "赵检察官"
    assert taken(night.settings, saved(book, tmp_path / "next")).clean
    word = answers.known(night.settings, LAST, "unfounded")[0]
    assert (word.reason, word.details["note"], word.author) == ("wrong_person", "查户籍底册", "赵检察官")


def test_rows_sorted_apart_from_their_marks_are_listed_not_taken(night: Night, tmp_path: Path) -> None:
    book = opened(night)
    for about in (H01, "S01"):
        fill(book, about, {"核查结论": "属实"})

    def torn(rows: list[list[Any]]) -> list[list[Any]]:
        marks = [row[-1] for row in rows[1:]]
        return [rows[0], *([*row[:-1], mark] for row, mark in zip(rows[1:], marks[::-1], strict=True))]

    result = taken(night.settings, rewritten(saved(book, tmp_path), torn))
    assert {text for _, text in result.problems} == {"行标识与编号不是同一条：可能只对部分列排了序；请用原工作簿重填"}
    assert kinds(night) == []


OTHERS = [
    ("a mistyped mark", MARK, lambda mark: mark[:-1] + "x", "行标识被改动"),
    ("a clue of another installation", MARK, None, "台账中没有这条线索"),
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("sentence", "head", "change", "told"), OTHERS, ids=[case[0] for case in OTHERS])
def test_a_row_that_names_nothing_known_is_listed(
    sentence: str, head: str, change: Any, told: str, night: Night, tmp_path: Path
) -> None:
    from pipelines.answers.marks import Mark

    book = opened(night)
    fill(book, H01, {"核查结论": "属实"})
    sheet, at = book[CLUES], heads(book[CLUES])
    row = row_of(sheet, H01)
    cell = sheet.cell(row, at[head])
    cell.value = change(cell.value) if change else Mark(LAST, "H01-ffffffffffff", "e" * 12).text()
    if change is None:
        sheet.cell(row, at["线索编号"]).value = None
    result = taken(night.settings, saved(book, tmp_path))
    assert [told in text for _, text in result.problems] == [True]
    assert kinds(night) == []


def test_a_column_there_twice_is_not_chosen_between(night: Night, tmp_path: Path) -> None:
    book = opened(night)
    fill(book, H01, {"核查结论": "属实"})
    file = rewritten(saved(book, tmp_path), lambda rows: [[*row, row[rows[0].index("核查结论")]] for row in rows])
    result = taken(night.settings, file)
    assert "“核查结论”出现了不止一次" in result.problems[0][1]
    assert kinds(night) == []


@pytest.mark.parametrize("name", ["empty.xlsx", "other.xlsx", "torn.xlsx"])
@pytest.mark.sqlite_only
def test_what_is_no_workbook_of_ours_is_listed(name: str, night: Night, tmp_path: Path) -> None:
    file = tmp_path / name
    if name == "other.xlsx":
        saved(openpyxl.Workbook(), tmp_path, name)
    elif name == "torn.xlsx":
        file.write_bytes(saved(opened(night), tmp_path).read_bytes()[:3000])
    else:
        file.write_bytes(b"")
    result = taken(night.settings, file)
    assert [place.file for place, _ in result.problems] == [name]


def test_who_answered_is_asked_of_row_workbook_and_command_in_turn(night: Night, tmp_path: Path) -> None:
    book = opened(night)
    fill(book, H01, {"核查结论": "属实"}, author="")
    nobody = taken(night.settings, saved(book, tmp_path))
    assert "不知道是谁答复的" in nobody.problems[0][1]
    taken(night.settings, saved(book, tmp_path), author="值班员")
    sheet = book[EXPLANATION]
    place = next(cell for row in sheet.iter_rows(max_col=1) for cell in row if cell.value == "填写人：")
    sheet.cell(place.row, 2).value = "赵检察官"
    fill(book, "S01", {"核查结论": "属实"}, author="")
    fill(book, "E01", {"核查结论": "属实"}, author="王检察官")
    taken(night.settings, saved(book, tmp_path), author="值班员")
    assert [answer.author for answer in answers.history(night.settings)] == ["值班员", "王检察官", "赵检察官"]


def test_decisions_about_pairs_become_identity_decisions(night: Night, tmp_path: Path) -> None:
    result = answered(night, tmp_path, "R-", {"认定": "同一人", "理由": "户籍一致"}, sheet=PAIRS)
    assert result.clean
    word = answers.known(night.settings, LAST, "same")[0]
    assert (word.subject.split("/")[0], word.other.split("/")[0]) == ("court.sentences", "justice.register")
    again = answered(night, tmp_path / "b", "R-", {"认定": "不同人", "理由": ""}, sheet=PAIRS)
    assert "须写明理由" in again.problems[0][1]


def test_numbers_and_dates_as_programs_store_them_are_read(night: Night, tmp_path: Path) -> None:
    cells = {**DOCUMENT, "文书编号": 12, "文书送达日期": datetime.fromisoformat("2025-10-20"), "要求回复日期": 45960}
    assert answered(night, tmp_path, H01, cells).clean
    issued = answers.known(night.settings, TONIGHT + timedelta(days=30), "issued")[0]
    assert issued.details == {
        "instrument": "correction_notice", "number": "12", "served_on": "2025-10-20", "addressee": "赛罕区司法局",
        "reply_by": "2025-10-30",
    }  # fmt: skip


def test_no_cell_of_a_workbook_stands_in_what_is_listed_or_counted(night: Night, tmp_path: Path) -> None:
    canary = "金丝雀某某"
    book = opened(night)
    fill(
        book, H01, {"核查结论": canary, "原因": canary, "文书种类": canary, "文书送达日期": canary, "单位回复": canary}
    )
    fill(book, "R-", {"认定": canary, "理由": canary}, sheet=PAIRS)
    result = taken(night.settings, saved(book, tmp_path))
    assert len(result.problems) >= 4
    assert canary not in str(result.as_json())


def test_an_answer_on_evidence_that_has_changed_is_taken_and_said(night: Night, tmp_path: Path) -> None:
    book = opened(night)
    fill(book, H01, UNFOUNDED)
    laid(night.settings, 9, tonight=True)
    assert taken(night.settings, saved(book, tmp_path)).remarks == []
    assert report_of(Night.of(night.settings, TONIGHT)).off_list[0].finding_id == H01


def test_an_answer_given_while_a_workbook_is_read_is_seen_before_anything_is_written(
    night: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.replies import importing

    book = opened(night)
    fill(book, H01, {"核查结论": "属实"})
    file = saved(book, tmp_path)
    read, spoken = importing.read_file, []

    def interrupted(path: Path) -> Any:
        if not spoken:
            word = answers.Answer("unfounded", H01, "", "other", "赵检察官", WHEN, LAST)
            spoken.extend(answers.record(night.settings, word))
        return read(path)

    monkeypatch.setattr(importing, "read_file", interrupted)
    result = taken(night.settings, file)
    assert ["赵检察官另有答复" in text for _, text in result.conflicts] == [True]
    assert kinds(night) == ["unfounded"]
