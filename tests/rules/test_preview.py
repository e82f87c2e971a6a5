"""Preview: what a change of a rule or of a threshold adds, drops and moves; nothing of the home it reads changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines import cli, sentences
from pipelines.commands import terminal
from pipelines.night import STEPS, run_step
from pipelines.rules import rulefile
from pipelines.rules.preview import Preview, preview
from pipelines.rules.running import finding_id
from pipelines.rules.thresholds import CHANGES, PreviewError, changed_settings
from pipelines.settings import Night, Settings
from tests.night.sample import bytes_below, settings_for
from tests.rules.test_rules_of_a_night import D, night_on_disk

H01 = rulefile.FOLDER / "H01_never_received.sql"
SAMPLE_NIGHT = date(2025, 10, 15)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """A night with two findings of H01: S1 in 赛罕区, S2 in 东河区."""
    made = night_on_disk(tmp_path_factory.mktemp("home"), labels={"H01": "应收未收"})
    made.folder("quality").mkdir()  # a night that was run has verdicts; rules read of them what the facts hold
    return made


def candidate(folder: Path, *changes: tuple[str, str], name: str = H01.name) -> Path:
    text = H01.read_text("utf-8")
    for was, now in changes:
        assert was in text, was
        text = text.replace(was, now)
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def changes_of(told: Preview) -> dict[str, list[tuple[str, ...]]]:
    """Per kind: (county, finding id, what moved)."""
    counties = [each for one in told.nights for each in one.counties]
    return {
        "added": [(each.county, id_) for each in counties for id_ in each.added],
        "dropped": [(each.county, id_) for each in counties for id_ in each.dropped],
        "moved": [(each.county, move.finding_id, str(move.changed)) for each in counties for move in each.moved],
    }


S1, S2 = finding_id("H01", "court.sentences/S1"), finding_id("H01", "court.sentences/S2")
TEN, FIVE = "found.deadline, parameters.night) <= 10 THEN", "found.deadline, parameters.night) <= 5 THEN"
LAST = ("ORDER BY finding_key", "AND found.record_id <> 'court.sentences/S2' ORDER BY finding_key")
CANDIDATES: list[tuple[str, list[tuple[str, str]], dict[str, list[tuple[str, ...]]]]] = [
    ("the same text changes nothing", [], {"added": [], "dropped": [], "moved": []}),
    (
        "a narrower condition drops",
        [LAST],
        {"added": [], "dropped": [("150202", S2)], "moved": []},
    ),
    (
        "another band and tier move",
        [(TEN, FIVE), ("WHEN 0 THEN 'A'", "WHEN 0 THEN 'C'")],
        {
            "added": [],
            "dropped": [],
            "moved": [
                ("150105", S1, "(('tier', 'A', 'C'), ('band', '1_10_days', '11_days_to_month'))"),
                ("150202", S2, "(('band', '1_10_days', '11_days_to_month'),)"),
            ],
        },
    ),
    (
        "another county moves, told where the finding stood",
        [("    found.county,\n", "    '150105' AS county,\n")],
        {"added": [], "dropped": [], "moved": [("150202", S2, "(('county', '150202', '150105'),)")]},
    ),
    (
        "another key drops one finding and adds another",
        [("found.record_id AS finding_key", "found.record_id || '|late' AS finding_key"), LAST],
        {
            "added": [("150105", finding_id("H01", "court.sentences/S1|late"))],
            "dropped": [("150105", S1), ("150202", S2)],
            "moved": [],
        },
    ),
]


@pytest.mark.parametrize(("changed", "expected"), [row[1:] for row in CANDIDATES], ids=[row[0] for row in CANDIDATES])
def test_what_a_candidate_text_does(
    night: Night, tmp_path: Path, changed: list[tuple[str, str]], expected: dict[str, list[tuple[str, ...]]]
) -> None:
    told = preview(night.settings, "H01", [D], candidate(tmp_path, *changed))
    found = changes_of(told)
    assert {kind: [row[: len(row)] for row in rows] for kind, rows in found.items()} == expected
    assert told.changes == sum(len(rows) for rows in expected.values())
    assert told.label == "应收未收"


def test_what_stands_and_would_stand_adds_up_per_county(night: Night, tmp_path: Path) -> None:
    told = preview(night.settings, "H01", [D], candidate(tmp_path, LAST))
    for each in told.nights[0].counties:
        assert each.after == each.before + len(each.added) - len(each.dropped)
    assert told.nights[0].table() == [["东河区", "1", "0", "0", "1", "0"], ["合计", "2", "1", "0", "1", "0"]]
    assert told.nights[0].samples() == [f"- 东河区 {S2}"]


WRONG: list[tuple[str, Callable[[Path], dict[str, Any]], str]] = [
    ("nothing to change", lambda tmp: {}, "nothing to preview"),
    ("no such file", lambda tmp: {"candidate": tmp / "none.sql"}, "does not exist"),
    (
        "a rule of another id",
        lambda tmp: {"candidate": candidate(tmp, ("id: H01", "id: H99"), name="H99_other.sql")},
        "H99_other.sql is rule H99, not H01",
    ),
    ("an unknown rule", lambda tmp: {"rule_id": "H00", "changes": {"register_grace_days": "1"}}, "unknown rule 'H00'"),
    ("a night not run", lambda tmp: {"nights": [date(2020, 1, 1)], "changes": {"register_grace_days": "1"}}, "run it"),
    ("no night at all", lambda tmp: {"nights": [], "changes": {"register_grace_days": "1"}}, "no night has been run"),
    (
        "a query that fails",
        lambda tmp: {"candidate": candidate(tmp, ("    found.county,\n", "    found.place AS county,\n"))},
        "place",
    ),
    ("a result that is no finding", lambda tmp: {"candidate": candidate(tmp, ("'A'", "'X'"))}, "tier X is unknown"),
    ("an unknown setting", lambda tmp: {"changes": {"grace": "1"}}, "setting 'grace' cannot be previewed"),
    ("a setting no finding hangs on", lambda tmp: {"changes": {"home": "x"}}, "'home' cannot be previewed"),
    ("a bad value", lambda tmp: {"changes": {"register_grace_days": "x"}}, "'register_grace_days': Input should be"),
    ("a value not allowed", lambda tmp: {"changes": {"register_grace_days": "31"}}, "less than or equal to 30"),
    ("a whole section", lambda tmp: {"changes": {"contact_intervals": "3"}}, "is a section"),
    ("a section that is none", lambda tmp: {"changes": {"register_grace_days.x": "3"}}, "is no section"),
    ("an unknown key of a section", lambda tmp: {"changes": {"contact_intervals.x": "3"}}, "contact_intervals.x"),
]


@pytest.mark.parametrize(("given", "said"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_cannot_be_previewed_says_why(
    night: Night, tmp_path: Path, given: Callable[[Path], dict[str, Any]], said: str
) -> None:
    asked: dict[str, Any] = {"rule_id": "H01", "nights": [D], **given(tmp_path)}
    with pytest.raises(PreviewError) as caught:
        preview(night.settings, **asked)
    assert said in str(caught.value)


def test_settings_keep_their_others_and_name_the_steps_they_reach() -> None:
    base = Settings(register_grace_days=7, county_contact_intervals={"150105": {"strict": 3}})
    changed, steps = changed_settings(base, {"county_contact_intervals.150105.lenient": "20", "exit_report_days": "5"})
    assert (changed.register_grace_days, changed.exit_report_days, steps) == (7, 5, ("facts", "sentences"))
    assert changed.county_contact_intervals["150105"].model_dump() == {"strict": 3, "ordinary": 15, "lenient": 20}
    assert changed_settings(base, {"least_share_of_county_rows": "0.5"})[1] == (
        "quality", "facts", "identity", "sentences",
    )  # fmt: skip
    assert changed_settings(changed, {"exit_report_days": ""})[0].exit_report_days is None


def test_every_setting_that_can_be_previewed_exists() -> None:
    assert set(CHANGES) <= set(Settings.model_fields)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One night of the sample up to the sentences: what a preview reads."""
    settings = settings_for(tmp_path_factory.mktemp("sample"))
    _run(settings, [step.name for step in STEPS if step.name not in ("rules", "ledger", "reports")])
    return settings


def _run(settings: Settings, steps: list[str]) -> None:
    for step in steps:
        run_step(step, Night.of(settings, SAMPLE_NIGHT))


@pytest.mark.parametrize(
    ("rule_id", "key", "value"),
    [("H01", "register_grace_days", "0"), ("S01", "contact_intervals.ordinary", "20")],
)
def test_a_threshold_does_what_a_run_under_it_does(
    sample: Settings, tmp_path: Path, rule_id: str, key: str, value: str
) -> None:
    changed, _ = changed_settings(sample, {key: value})
    changed = changed.model_copy(update={"home": tmp_path / "home"})
    shutil.copytree(sample.home, changed.home)
    _run(changed, ["quality", "facts", "identity", "sentences"])
    rule = rulefile.FOLDER / next(file.name for file in rulefile.FOLDER.glob(f"{rule_id}_*.sql"))
    told = preview(sample, rule_id, [SAMPLE_NIGHT], None, {key: value})
    assert told.changes > 0
    really = preview(changed, rule_id, [SAMPLE_NIGHT], rule)
    assert {each.county: each.after for each in told.nights[0].counties if each.after} == {
        each.county: each.before for each in really.nights[0].counties
    }


def test_nothing_of_the_home_changes_also_where_a_step_fails(
    sample: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bytes_below(sample.home)
    preview(sample, "H01", [SAMPLE_NIGHT], None, {"least_share_of_county_rows": "0.9"})
    assert bytes_below(sample.home) == before

    def fails(night: Night) -> dict[str, int]:
        raise sentences.BalanceError("lost")

    monkeypatch.setitem(preview.__globals__["STEPS"], "sentences", fails)
    with pytest.raises(sentences.BalanceError):
        preview(sample, "H01", [SAMPLE_NIGHT], None, {"register_grace_days": "1"})
    assert bytes_below(sample.home) == before
    assert [path.name for path in sample.home.iterdir() if path.name.startswith(".preview")] == []


def test_the_command_tells_it_in_a_table_and_for_machines(
    night: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "load_settings", lambda file: night.settings)
    asked = ["preview", "h01", "--with", str(candidate(tmp_path, LAST)), "--night", D.isoformat()]
    shown = CliRunner().invoke(cli.app, asked)
    assert shown.exit_code == terminal.FOUND
    for said in ("应收未收", "管制、缓刑生效后未报到、未接收", "东河区", S2):
        assert said in shown.output
    told = json.loads(CliRunner().invoke(cli.app, [*asked, "--json"]).output)
    assert told["title"] == "管制、缓刑生效后未报到、未接收"
    assert [each["samples"]["dropped"] for each in told["nights"][0]["counties"]] == [[], [S2]]
    same = CliRunner().invoke(cli.app, ["preview", "H01", "--with", str(H01), "--night", D.isoformat()])
    assert same.exit_code == terminal.FOUND_NOTHING
    assert CliRunner().invoke(cli.app, ["preview", "H01", "--set", "grace", "--night", D.isoformat()]).exit_code == 2
