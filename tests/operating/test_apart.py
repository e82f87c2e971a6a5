"""A recorded night computed again beside itself: equal to the byte, or told where not; the corrected view apart."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from pipelines import ledger
from pipelines.cli import app
from pipelines.commands.terminal import Invocation
from pipelines.database import copy_ledger
from pipelines.operating import apart
from pipelines.operating.impact import Change
from pipelines.settings import Night
from tests.night.sample import INBOX, NIGHTS, bytes_below, settings_for


@pytest.fixture
def again(first_night, tmp_path):
    """The first night as if computed again, in another home."""
    shutil.copytree(first_night.home, tmp_path / "again", symlinks=True)
    return Night.of(settings_for(tmp_path / "again"), NIGHTS[0])


def test_a_recorded_night_replays_from_the_landed_bytes_and_nothing_is_left_behind(first_night):
    """One whole night more: that it really recomputes can be shown in no cheaper way."""
    before = bytes_below(first_night.home)
    told = apart.verify(Night.of(first_night, NIGHTS[0]))
    assert (told.equal, told.differing, told.changes) == (True, (), ())
    assert told.compared > 150
    assert bytes_below(first_night.home) == before


HARM = {
    "nights/2025-10-15/facts/court_sentences.parquet": lambda content: content[:-1] + b"x",
    "nights/2025-10-15/rules/findings.parquet": lambda content: content + b"x",
    "reports/2025-10-15/region/report.html": lambda content: content.replace("漏管".encode(), "脱管".encode(), 1),
    "reports/2025-10-15/region/clues.xlsx": lambda content: None,
}


@pytest.mark.parametrize("name", HARM)
def test_a_file_that_differs_is_named(first_night, again, name):
    file = again.settings.home / name
    harmed = HARM[name](file.read_bytes())
    file.unlink() if harmed is None else file.write_bytes(harmed)
    compared, differing = apart._compared(Night.of(first_night, NIGHTS[0]), again)
    assert differing == (name,)
    assert compared > 150


@pytest.mark.parametrize("kept", ["checks-", "profile-", "relations-", "places-"])
def test_what_later_nights_keep_beside_the_rows_of_a_delivery_is_no_difference(first_night, again, kept):
    notes = sorted(again.canonical.rglob(f"{kept}*"))
    assert notes, "quality keeps nothing of this name any more"
    shutil.copy2(notes[0], notes[0].with_name(f"{kept}000000000000{notes[0].suffix}"))
    assert apart._compared(Night.of(first_night, NIGHTS[0]), again)[1] == ()


def test_a_ledger_that_says_otherwise_is_named_by_table(first_night, again):
    night = Night.of(first_night, NIGHTS[0])
    assert apart._compared(night, again)[1] == ()
    file = again.folder("quality") / "words.json"
    file.write_text(json.dumps({"words": "heard otherwise"}))
    ledger.run(again)
    assert set(apart._compared(night, again)[1]) == {"ledger: nights", file.relative_to(again.settings.home).as_posix()}


def test_a_copied_ledger_holds_the_same(first_night, tmp_path):
    copy = settings_for(tmp_path / "copy")
    copy_ledger(first_night, copy)
    assert ledger.content_digest(copy) == ledger.content_digest(first_night)


def test_the_command_says_equal_or_what_differs_and_which_input_changed(first_night, monkeypatch, tmp_path):
    file = tmp_path / "crosscheck.toml"
    file.write_text(f'home = "{first_night.home}"\ninbox = "{INBOX}"\n')
    monkeypatch.setattr(Invocation, "settings_file", file)
    told = [
        apart.Verification(NIGHTS[0], 12, (), ()),
        apart.Verification(NIGHTS[0], 12, ("reports/a",), (Change("delivery", "court.sentences 1"),)),
        apart.Verification(NIGHTS[0], 12, ("reports/a",), ()),
    ]
    for each, code, words in zip(told, (0, 1, 1), ("equal", "changed input: delivery", "program did"), strict=True):
        monkeypatch.setattr("pipelines.commands.replaying.verify_night", lambda night, each=each: each)
        done = CliRunner().invoke(app, ["verify", "--night", "2025-10-15"])
        assert (done.exit_code, words in done.output) == (code, True), done.output


def test_a_night_that_was_not_run_cannot_be_verified(first_night):
    with pytest.raises(ledger.LedgerError, match="not in the ledger"):
        apart.verify(Night.of(first_night, NIGHTS[0] + timedelta(days=200)))


def test_the_corrected_view_stands_beside_the_night_and_is_not_recorded(again, monkeypatch):
    """The steps are those of every night; here they only show where they would write and what they record."""
    seen = []

    def step(name, night, source=None, *, anew=False):
        seen.append((name, night.folder("facts").parent.name, night.settings.resolved_ledger_url()))
        return {}

    monkeypatch.setattr(apart, "run_step", step)
    monkeypatch.setattr(apart.reports, "render", lambda night, anew: seen.append(("reports", night.reports.name)) or {})
    corrected = Night.of(again.settings, NIGHTS[0], NIGHTS[2])
    digest = ledger.content_digest(again.settings)
    list(apart.run_corrected(corrected))
    own = again.settings.resolved_ledger_url()
    assert {name for name, _, url in seen[:-1] if url == own} == {"sources", "landing", "standardise"}
    assert {name for name, _, url in seen[:-1] if url != own} >= {"quality", "rules", "ledger"}
    assert {folder for _, folder, *_ in seen} == {"2025-10-15@2025-10-17"}
    assert ledger.content_digest(again.settings) == digest
    assert list(again.settings.home.glob(".apart-*")) == []
