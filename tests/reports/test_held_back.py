"""Clues that one delivery seems to have brought: said on page one and among the data's troubles, listed nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from openpyxl import load_workbook

from pipelines import ledger
from pipelines.reports import Assembly, Report, html, workbook
from pipelines.settings import Guards, Night, Settings
from tests.reports.fixture_nights import TONIGHT, leave_night, settings_at

RULES = 7  # of the fixture's findings, one after the other
DELIVERY = "abcdef0123456789"
OLD, NEW = [number * RULES + 4 for number in range(2)], [number * RULES + 4 for number in range(2, 7)]  # S01


def settings_with(home) -> Settings:
    return settings_at(home).model_copy(update={"guards": Guards(least_suspect_findings=4)})


@pytest.fixture(scope="module")
def night(tmp_path_factory) -> Night:
    """Five nights on which one clue of S01 is new now and then; on the sixth, one delivery brings five."""
    settings = settings_with(tmp_path_factory.mktemp("held"))
    for days in range(5, 0, -1):
        numbers = [0, *OLD[: 1 + (days < 3)]]
        ledger.run(leave_night(settings, TONIGHT - timedelta(days=days), numbers))
    origin = {
        "dataset": "justice.register",
        "delivery_id": DELIVERY,
        "business_date": TONIGHT,
        "previous_date": TONIGHT - timedelta(days=1),
        "way": "row",
    }
    origins = [{"finding_id": f"S01-{number:012x}", **origin} for number in NEW]
    night = leave_night(settings, TONIGHT, [0, *OLD, *NEW], origins=origins)
    ledger.run(night)
    return night


@pytest.fixture(scope="module")
def report(night) -> Report:
    return Assembly.of(night).report()


def test_they_are_held_back_with_figures_and_delivery_and_listed_and_counted_nowhere_else(report):
    [held] = report.held_back
    assert {clue.finding_id for clue in held.clues} == {f"S01-{number:012x}" for number in NEW}
    assert (held.size, held.explained, held.delivery_id, held.night) == (5, 5, DELIVERY, TONIGHT)
    for said in ("新增“S01 脱管”5条", "往常约0条", "司法行政“社区矫正对象登记”2025-10-17的交付", DELIVERY, "暂缓核查"):
        assert said in held.text
    listed = {clue.finding_id for clue in (*report.clues, *report.data_clues, *report.off_list)}
    assert not listed & {clue.finding_id for clue in held.clues}
    assert report.count("new") == 0
    [line] = [line for line in report.rules if line.rule_id == "S01"]
    assert (line.total, line.new, line.held_back) == (2, 0, 5)


def test_a_county_reads_of_its_own_alone_and_the_counties_make_up_the_region(night, report):
    assembly = Assembly.of(night)
    of_counties = [clue for code in assembly.counties for one in assembly.report(code).held_back for clue in one.clues]
    assert sorted(clue.finding_id for clue in of_counties) == sorted(
        clue.finding_id for one in report.held_back for clue in one.clues
    )
    for code in assembly.counties:
        assert {clue.county for one in assembly.report(code).held_back for clue in one.clues} <= {code}


def test_a_rule_all_of_whose_clues_are_held_back_is_not_said_to_have_found_nothing(night):
    report = Assembly.of(night).report("150102")
    for line in report.rules:
        if line.held_back:
            assert not line.quiet


def test_page_one_and_the_data_tab_say_it_and_how_to_settle_it(report):
    page = html.render(report).decode("utf-8")
    overview, rest = page.split('<section id="clues"')
    assert "5 条线索疑似由某次交付引起，暂缓核查" in overview
    assert "另暂缓 5" in overview
    data = rest.split('<section id="data"')[1]
    assert "D03" in data
    assert f"crosscheck release {DELIVERY} --reason" in data
    for number in NEW:
        assert f"S01-{number:012x}" in data
        assert f'id="S01-{number:012x}"' not in page, "no card among the clues"


def test_the_workbook_says_it_and_lists_none_of_them(report, tmp_path):
    (tmp_path / "clues.xlsx").write_bytes(workbook.render(report))
    book = load_workbook(tmp_path / "clues.xlsx")
    first = "\n".join(str(cell.value) for row in book["说明"].iter_rows() for cell in row if cell.value)
    assert "暂缓核查 5 条" in first
    ids = {str(row[0].value) for row in book["线索"].iter_rows(min_row=2)}
    assert not ids & {f"S01-{number:012x}" for number in NEW}


def test_one_that_is_gone_the_next_night_was_never_on_the_list_and_does_not_leave_it(night):
    later = leave_night(night.settings, TONIGHT + timedelta(days=1), [0, OLD[0]])
    ledger.run(later)
    report = Assembly.of(later).report()
    assert {one.finding_id for one in report.gone} == {f"S01-{OLD[1]:012x}"}
    assert report.held_back == ()
