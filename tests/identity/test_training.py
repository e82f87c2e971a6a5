"""Weights estimated on a night: levels in their order, a result no worse, and nothing adopted by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.engine import Session
from pipelines.identity import resolve
from pipelines.identity.training import ESTIMATED, estimate, maximise
from pipelines.identity.weights import FILE, MISSING, load_model
from pipelines.settings import EngineLimits
from tests.identity.generated import People
from tests.identity.measuring import measure
from tests.identity.records import persons_of
from tests.identity.test_stage import NIGHT, night_with_facts


@lru_cache(maxsize=1)
def trained():
    made = People(1_500, 4)
    with Session(EngineLimits(memory_limit="512MB")) as session:
        for name, table in made.tables().items():
            session.register(name, table)
        model = load_model()
        found = estimate(session, model)
        results = [
            measure(persons_of(resolve(session, m)), made.truth) for m in (model, replace(model, weights=found.weights))
        ]
    return found, results


def test_the_order_of_levels_is_found_again():
    found, _ = trained()
    weights = found.weights
    for field, better, worse in [
        ("name", "exact", "homophone"), ("name", "homophone", "one_character"), ("birth", "equal", "near"),
        ("birth", "near", "different"), ("case", "equal", "different"), ("county", "equal", "different"),
        ("effective", "equal", "different"),
    ]:  # fmt: skip
        assert weights[field][better] > weights[field][worse], (field, better, worse)
    assert f"{'birth'}.equal" not in found.kept
    assert abs(weights["birth"]["equal"] - 14_000) < 1_500  # one day of some 18,000
    assert 0.97 < found.share_of_one_person < 1


def test_estimated_weights_give_no_worse_a_result():
    _, (frozen, estimated) = trained()
    assert estimated["precision"] >= frozen["precision"] >= 0.9999
    assert estimated["f1"] >= frozen["f1"] - 0.0005


def test_a_field_empty_on_one_side_changes_no_estimate_of_its_levels():
    """The trap: case numbers that most pairs lack must weigh as they do where they stand."""

    def pattern(name, case):
        return tuple({"name": name, "case": case}.get(field, MISSING) for field in ESTIMATED)

    stated = {pattern("exact", "equal"): 90, pattern("exact", "different"): 5, pattern("different", "different"): 8}
    emptied = stated | {pattern("exact", MISSING): 5_000, pattern("different", MISSING): 400}
    for patterns in (stated, emptied):
        one, belongs, _, _ = maximise(patterns, load_model())
        assert one["case"]["equal"] == pytest.approx(90 / 95, abs=0.02)
        assert set(one["case"]) == {"equal", "different"}
        assert belongs[pattern("exact", "equal")] > 0.9


def test_the_command_writes_new_versioned_weights_and_adopts_nothing(tmp_path):
    night = night_with_facts(tmp_path / "home")
    before = FILE.read_bytes()
    target = tmp_path / "weights-2.json"
    environment = {"CROSSCHECK_HOME": str(night.settings.home)}
    words = ["train-weights", "--night", NIGHT.isoformat(), "--version", "2026.1", "--to", str(target)]
    said = CliRunner().invoke(app, words, env=environment)
    assert said.exit_code == 0, said.output
    assert FILE.read_bytes() == before
    assert load_model(target).version == "2026.1"
    assert json.loads(target.read_text("utf-8"))["trained"]["from_version"] == load_model().version
    again = CliRunner().invoke(app, words, env=environment)
    assert again.exit_code == 2
    assert "exists" in again.stderr
    in_use = CliRunner().invoke(
        app, [*words[:4], load_model().version, "--to", str(tmp_path / "x.json")], env=environment
    )
    assert in_use.exit_code == 2
    assert "version" in in_use.stderr
