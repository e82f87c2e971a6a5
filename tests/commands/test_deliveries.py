"""The commands about deliveries and quarantine, as a person types them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from pipelines import answers, cli, ledger
from tests.standardise.exports import DAY, Delivered, csv_bytes, row

ROWS = [row(1), row(2, 判决日期="昨天"), row(3)]


@pytest.fixture
def delivered(tmp_path):
    one = Delivered(tmp_path, {"甲.csv": csv_bytes(ROWS, encoding="gb18030")})
    ledger.record_received(one.night)
    return one


@pytest.fixture
def crosscheck(delivered):
    settings = delivered.night.settings
    env = {"CROSSCHECK_HOME": str(settings.home), "CROSSCHECK_INBOX": str(settings.inbox)}

    def invoke(*arguments):
        return CliRunner().invoke(cli.app, [*arguments], env=env)

    return invoke


def test_pull_and_deliveries_tell_the_same_rows_of_every_file(delivered, crosscheck):
    pulled, told = crosscheck("pull", "--night", DAY, "--json"), crosscheck("deliveries", "--json")
    assert pulled.exit_code == told.exit_code == 0
    [delivery] = json.loads(told.output)
    assert json.loads(pulled.output)["deliveries"] == [delivery]
    assert (delivery["rows_in"], delivery["rows_out"], delivery["rows_quarantined"]) == (3, 2, 1)
    shown = crosscheck("deliveries").output
    for words in (delivery["delivery_id"], "甲.csv", "csv gb18030"):
        assert words in shown


def test_a_refused_file_is_named_with_its_cure(tmp_path, crosscheck, delivered):
    folder = delivered.night.settings.inbox / "court/revocations" / DAY
    folder.mkdir(parents=True)
    (folder / "b.csv").write_bytes(b"x,y\n1,2\n")
    shown = crosscheck("pull", "--night", DAY).output
    assert "refused: court.revocations b.csv" in shown


def test_quarantine_is_listed_without_a_value_and_exported_with_it(delivered, crosscheck, tmp_path):
    listed = crosscheck("quarantine", "list", "--night", DAY)
    assert "日期无法识别或不存在" in listed.output
    assert "昨天" not in listed.output
    target = tmp_path / "rows.csv"
    told = crosscheck("quarantine", "export", "--night", DAY, "--to", str(target))
    assert told.output.startswith("1 rows → ")
    assert "昨天" in target.read_text("utf-8-sig")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert crosscheck("quarantine", "export", "--night", DAY, "--to", str(target)).exit_code == 2


def test_a_received_row_is_shown_on_a_terminal_alone(delivered, crosscheck):
    refused = crosscheck("quarantine", "show", delivered.delivery.delivery_id, "3")
    assert refused.exit_code == 2
    assert "on a terminal alone" in refused.output
    assert "昨天" not in refused.output
    ours, theirs = os.openpty()
    settings = delivered.night.settings
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "quarantine", "show", delivered.delivery.delivery_id[:6], "3"],
        stdout=theirs,
        stderr=subprocess.PIPE,
        env={**os.environ, "CROSSCHECK_HOME": str(settings.home), "CROSSCHECK_INBOX": str(settings.inbox)},
        check=False,
    )
    os.close(theirs)
    shown = b""
    while b"\n" not in shown.partition("昨天".encode())[2]:
        try:
            shown += os.read(ours, 65536)
        except OSError:
            break
    os.close(ours)
    assert done.returncode == 0, done.stderr
    assert ",".join(ROWS[1]) in shown.decode("utf-8").replace("\r\n", "")


def test_replay_of_what_is_current_says_so(delivered, crosscheck):
    assert crosscheck("quarantine", "replay").output.startswith("0 deliveries read again, 1 were up to date")
    told = json.loads(crosscheck("quarantine", "replay", "--json").output)
    assert told == {"current": 1, "nights": [], "reread": []}


def test_a_release_before_any_night_judged_is_kept_and_says_so(delivered, crosscheck):
    said = crosscheck("release", delivered.delivery.delivery_id, "--reason", "已核实", "--author", "甲")
    assert "no night has judged it yet" in said.output
    [word] = answers.history(delivered.night.settings)
    assert (word.kind, word.subject, word.author) == ("release", delivered.delivery.delivery_id, "甲")
    assert word.from_night == delivered.night.business_date
    assert "no recorded night stands on it" in crosscheck("invalidate", word.subject, "--reason", "错").output


def test_a_release_says_of_a_county_that_its_rows_are_gone_only_where_it_names_it(delivered, crosscheck):
    said = ["release", delivered.delivery.delivery_id, "--reason", "机构合并", "--author", "甲"]
    assert crosscheck(*said, "--county", "150105", "--county", "150102").exit_code == 0
    [word] = answers.history(delivered.night.settings)
    assert word.details == {"counties": "150102 150105"}
    for wrong in ("110105", "1501", "赛罕区"):
        refused = crosscheck(*said, "--county", wrong)
        assert refused.exit_code == 2
        assert wrong in refused.output
    assert len(answers.history(delivered.night.settings)) == 1


@pytest.mark.parametrize("command", ["release", "invalidate"])
def test_a_word_needs_a_reason_and_a_delivery_that_has_landed(delivered, crosscheck, command):
    assert crosscheck(command, delivered.delivery.delivery_id).exit_code == 2
    assert crosscheck(command, delivered.delivery.delivery_id, "--reason", " ").exit_code == 2
    assert crosscheck(command, "0123456789abcdef", "--reason", "核实").exit_code == 2
    assert answers.history(delivered.night.settings) == []


def test_a_superseded_delivery_is_not_released_while_its_successor_stands(delivered, crosscheck, tmp_path):
    first = delivered.delivery.delivery_id
    again = Delivered(tmp_path, {"甲.csv": csv_bytes(ROWS[:1])})
    ledger.record_received(again.night)
    refused = crosscheck("release", first, "--reason", "核实")
    assert refused.exit_code == 2
    assert f"crosscheck invalidate {again.delivery.delivery_id}" in refused.output
    assert crosscheck("invalidate", again.delivery.delivery_id, "--reason", "误传").exit_code == 0
    assert crosscheck("release", first, "--reason", "核实").exit_code == 0


def test_retain_without_the_setting_is_an_error_that_names_it(crosscheck):
    said = crosscheck("retain", "--night", DAY)
    assert said.exit_code == 2
    assert "retention_days is not set" in said.output
