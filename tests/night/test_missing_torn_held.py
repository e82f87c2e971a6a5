"""A night with one source missing, one torn, one held and the rest fine finishes, says so, and accuses nobody for it.

Afterwards people have their word: the held delivery is released by name, then taken back.
"""

from __future__ import annotations

import json
import re
import shutil
from datetime import date

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from pipelines import answers, cli, inspection, landing, ledger
from pipelines.night import run_night
from pipelines.settings import Night
from tests.night.sample import INBOX, NIGHTS, ROOT, result, settings_for

NIGHT = NIGHTS[2]
DAY = NIGHT.isoformat()
MISSING, TORN, HELD = "justice.contacts", "police.lodging", "justice.register"


def folder_of(inbox, dataset):
    return inbox / dataset.replace(".", "/") / DAY


@pytest.fixture(scope="module")
def troubled(three_nights, tmp_path_factory):
    """The third night over the first two of an undisturbed installation."""
    root = tmp_path_factory.mktemp("third")
    inbox, home = root / "inbox", root / "var"
    shutil.copytree(INBOX, inbox)
    shutil.rmtree(folder_of(inbox, MISSING))
    [packed] = folder_of(inbox, TORN).iterdir()
    packed.write_bytes(packed.read_bytes()[: packed.stat().st_size // 2])
    [book] = folder_of(inbox, HELD).iterdir()
    sheets = load_workbook(book)
    sheets.active.delete_rows(150, sheets.active.max_row)
    sheets.save(book)

    shutil.copytree(three_nights.home, home)
    for third in [*home.glob(f"landing/*/*/{DAY}"), home / "nights" / DAY, home / "reports" / DAY]:
        shutil.rmtree(third)
    settings = settings_for(home, inbox=inbox)
    run(settings)
    return settings


def run(settings):
    for _ in run_night(Night.of(settings, NIGHT)):
        pass


def clues(settings, night=NIGHT):
    return {
        (row["rule_id"], row["finding_key"])
        for row in result(settings, night, "rules", "findings")
        if row["audience"] == "prosecutor"
    }


def page_of(settings):
    page = (Night.of(settings, NIGHT).reports / "region" / "report.html").read_text("utf-8")
    return re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)


def line_about(settings, dataset):
    """The row of page one's table of sources about one dataset, as text."""
    title = Night.of(settings, NIGHT).contracts.datasets[dataset].title
    [row] = [row for row in re.findall(r"<tr.*?</tr>", page_of(settings), re.DOTALL) if f">{title}</th>" in row]
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


def whole(settings, dataset):
    [row] = [
        row for row in result(settings, NIGHT, "quality", "coverage") if row["dataset"] == dataset and not row["county"]
    ]
    return row


def test_page_one_says_of_each_source_exactly_what_is_the_matter(troubled):
    missing, torn, held = (line_about(troubled, dataset) for dataset in (MISSING, TORN, HELD))
    assert f"未收到{DAY}的交付" in missing
    assert "仅覆盖到2025-10-16" in missing
    assert "压缩包不完整或已损坏，请重新传输" in torn
    assert f"{DAY}的交付暂不采用" in torn
    assert "全量交付仅" in held
    assert "疑为导出不全" in held
    assert "仅覆盖到2025-10-15" in held
    for dataset in Night.of(troubled, NIGHT).contracts.datasets:
        if dataset not in (MISSING, TORN, HELD):
            assert whole(troubled, dataset)["state"] == "current", dataset


def test_no_clue_arises_from_what_is_not_there(troubled, three_nights):
    """What the undisturbed night does not find was found the night before already, on the same deliveries."""
    assert clues(troubled) - clues(three_nights) <= clues(three_nights, NIGHTS[1])
    assert len(clues(troubled)) > 100, "and the others are still found"


def test_nothing_counts_as_resolved_by_data_that_did_not_come(troubled, three_nights):
    fine, without = resolved_tonight(three_nights), resolved_tonight(troubled)
    assert fine, "the undisturbed night resolves some on the strength of these deliveries"
    assert without == set()


def resolved_tonight(settings):
    """Clues resolved on the night whose rules need a delivery that is missing, torn or held."""
    needs = {
        row["finding_id"]: set(json.loads(row["document"])["rule"]["needs"])
        for row in result(settings, NIGHTS[1], "rules", "findings")
    }
    return {
        status.finding_id
        for status in ledger.statuses(Night.of(settings, NIGHT)).values()
        if status.status == "resolved" and status.changed_on == NIGHT
        if needs.get(status.finding_id, set()) & {MISSING, TORN, HELD}
    }


def test_the_ledger_accounts_for_every_file_of_every_delivery(troubled):
    accounts = inspection.accounts(troubled, NIGHT)
    landed = landing.deliveries(Night.of(troubled, NIGHT))
    assert {each.received.delivery_id for each in accounts} >= {each.delivery_id for each in landed}
    by_dataset = {each.received.dataset: each for each in accounts if each.received.business_date == NIGHT}
    assert MISSING not in {each.dataset for each in landed if each.business_date == NIGHT}
    assert (by_dataset[TORN].verdict, by_dataset[TORN].reason) == ("hold", "refused_file")
    assert by_dataset[TORN].received.parts[0].reason == "torn_archive"
    assert (by_dataset[HELD].verdict, by_dataset[HELD].reason) == ("hold", "shrunken")
    assert by_dataset["court.sentences"].verdict in ("accept", "warn")


@pytest.fixture
def crosscheck(troubled):
    def invoke(*arguments):
        env = {"CROSSCHECK_HOME": str(troubled.home), "CROSSCHECK_INBOX": str(troubled.inbox)}
        return CliRunner().invoke(cli.app, ["--settings", str(ROOT / "crosscheck.toml"), *arguments], env=env)

    return invoke


def test_released_by_name_the_held_delivery_counts_and_page_one_says_by_whom_and_why(troubled, crosscheck):
    night = Night.of(troubled, NIGHT)
    [held] = [each for each in landing.deliveries(night) if each.dataset == HELD and each.business_date == NIGHT]
    before = ledger.manifest(night)["answers"]
    said = crosscheck("release", held.delivery_id[:8], "--reason", "已电话核实，该县集中解矫", "--author", "数据员甲")
    assert said.exit_code == 0, said.output
    assert held.delivery_id in said.output
    assert f"crosscheck run --night {DAY}" in said.output
    assert whole(troubled, HELD)["state"] == "held", "a word alone changes no recorded night"
    run(troubled)
    assert (whole(troubled, HELD)["state"], whole(troubled, HELD)["covered_to"]) == ("current", NIGHT)
    line = line_about(troubled, HELD)
    for words in ("数据员甲", "放行", "已电话核实，该县集中解矫", "疑为导出不全"):
        assert words in line
    assert ledger.manifest(night)["answers"] != before
    again = crosscheck("release", held.delivery_id, "--reason", "已电话核实，该县集中解矫", "--author", "数据员甲")
    assert again.exit_code == 0
    assert len(answers.history(troubled, "release")) == 1, "the same word again is no second word"

    withdrawn = crosscheck("invalidate", held.delivery_id, "--reason", "放行有误，确系导出不全", "--author", "数据员乙")
    assert withdrawn.exit_code == 0, withdrawn.output
    assert f"nights that stand on it: {DAY}" in withdrawn.output
    run(troubled)
    assert (whole(troubled, HELD)["state"], whole(troubled, HELD)["covered_to"]) == ("held", date(2025, 10, 15))
    assert "由数据员乙撤回" in line_about(troubled, HELD)


def test_a_torn_delivery_cannot_be_released_and_an_unknown_one_is_an_error(troubled, crosscheck):
    night = Night.of(troubled, NIGHT)
    [torn] = [each for each in landing.deliveries(night) if each.dataset == TORN and each.business_date == NIGHT]
    before = answers.history(troubled)
    for wrong, cure in ((torn.delivery_id, "have it sent again"), ("0" * 16, "crosscheck deliveries")):
        said = crosscheck("release", wrong, "--reason", "核实")
        assert said.exit_code == 2
        assert cure in said.output
    assert answers.history(troubled) == before
