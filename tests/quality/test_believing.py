"""The step as a whole: what it publishes, that nights run in any order, and that no personal value leaves the rows."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines import quality
from pipelines.quality import QualityError
from pipelines.quality.believing import ALARMS_SCHEMA, CHECKS_SCHEMA, COVERAGE_SCHEMA, VERDICTS_SCHEMA
from pipelines.settings import Night
from tests.quality.deliveries import D, Row, deliver, night_of, plausible_rows

CANARY_NAME, CANARY_ID = "金丝雀样人", "150102199909099999"
YESTERDAY = D - timedelta(days=1)


def with_canaries(night: Night, dataset_id: str, rows: int) -> list[Row]:
    """Rows whose every personal value is a canary, and whose checks fail."""
    dataset = night.contracts.datasets[dataset_id]
    found = plausible_rows(dataset, rows)
    for row in found:
        for column in dataset.columns:
            if column.type == "id_no":
                row.update(
                    {column.name: CANARY_ID, f"{column.name}_18": CANARY_ID, f"{column.name}_state": "bad_checksum"}
                )
            elif column.personal and column.type in ("name", "text"):
                row[column.name] = CANARY_NAME
    return found


def published(night: Night) -> dict[str, bytes]:
    folder = night.folder("quality")
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_night_without_any_delivery_is_judged_too(tmp_path):
    night = night_of(tmp_path)
    counts = quality.run(night)
    assert counts["deliveries"] == 0
    assert counts["datasets_missing"] == 21
    assert quality.verdicts(night) == []
    assert len(quality.problems(night)) == 21


def test_the_published_tables_have_the_columns_of_the_page(tmp_path):
    night = night_of(tmp_path)
    deliver(night, "court.revocations", 6)
    counts = quality.run(night)
    assert (counts["deliveries"], counts["accepted"], counts["datasets_current"]) == (1, 1, 1)
    schemas = {
        "verdicts": VERDICTS_SCHEMA,
        "alarms": ALARMS_SCHEMA,
        "checks": CHECKS_SCHEMA,
        "coverage": COVERAGE_SCHEMA,
    }
    for name, schema in schemas.items():
        assert pq.read_schema(night.folder("quality") / f"{name}.parquet").equals(schema)
    page = (Path(__file__).parents[2] / "docs/architecture.md").read_text("utf-8")
    for name, schema in schemas.items():
        described = page.split(
            f"- `{name}.parquet` — dataset, delivery_id"
            if name != "coverage"
            else "- `coverage.parquet` — dataset, county"
        )[1]
        assert all(column in described[:700] for column in schema.names[2:])


def test_reading_a_night_that_was_not_judged_is_an_error_that_names_the_cure(tmp_path):
    with pytest.raises(QualityError, match="run the quality step first"):
        quality.verdicts(night_of(tmp_path))


def test_a_delivery_that_was_not_standardised_is_an_error_that_names_the_cure(tmp_path):
    night = night_of(tmp_path)
    delivery_id = deliver(night, "court.revocations", 6)
    (night.canonical / "court.revocations" / f"{delivery_id}-{night.contracts.version}" / "accounting.json").unlink()
    with pytest.raises(QualityError, match=rf"court\.revocations.*{delivery_id}.*run that step first"):
        quality.run(night)


def test_a_delivery_that_fails_a_critical_expectation_is_held_with_its_reason(tmp_path):
    night = night_of(tmp_path)
    rows = plausible_rows(night.contracts.datasets["justice.permits"], 12)
    for row in rows:
        row["start_date"], row["end_date"] = row["end_date"], row["start_date"]
    deliver(night, "justice.permits", rows)
    quality.run(night)
    [verdict] = quality.verdicts(night)
    assert (verdict.verdict, verdict.reason) == ("hold", "expectation_failed")
    assert "有效期止不会早于有效期起" in verdict.text
    covered = {each.dataset: each for each in quality.coverage(night)}
    assert (covered["justice.permits"].state, covered["justice.permits"].covered_to) == ("held", None)
    assert any("有效期止不会早于有效期起" in each.text for each in quality.problems(night))


def test_a_failed_warning_is_named_on_page_one_and_holds_nothing(tmp_path):
    night = night_of(tmp_path)
    rows = plausible_rows(night.contracts.datasets["justice.sanctions"], 12)
    deliver(night, "justice.sanctions", [{**row, "addressee": None} for row in rows])
    quality.run(night)
    assert [verdict.verdict for verdict in quality.verdicts(night)] == ["warn"]
    [problem] = [each for each in quality.problems(night) if each.dataset == "justice.sanctions"]
    assert problem.state == "check_failed"
    assert "提请应写明受理机关（6行不符）" in problem.text


def test_check_results_are_kept_beside_the_rows_and_not_computed_twice(tmp_path, monkeypatch):
    night = night_of(tmp_path)
    deliver(night, "court.revocations", 6)
    quality.run(night)
    first = published(night)

    def never(*_: object) -> None:
        raise AssertionError("judged again")

    monkeypatch.setattr("pipelines.quality.checks.run_suite", never)
    quality.run(night)
    assert published(night) == first


def test_a_torn_file_of_kept_results_is_judged_again(tmp_path):
    night = night_of(tmp_path)
    deliver(night, "court.revocations", 6)
    quality.run(night)
    first = published(night)
    [kept] = night.canonical.rglob("checks-*.json")
    kept.write_text(kept.read_text("utf-8")[:100], "utf-8")
    quality.run(night)
    assert published(night) == first
    assert json.loads(kept.read_text("utf-8"))


def test_nights_may_run_in_any_order_and_again(tmp_path):
    def deliver_all(home: Path) -> list[Night]:
        nights = [night_of(home, D - timedelta(days=days)) for days in (2, 1, 0)]
        for night, rows in zip(nights, (30, 12, 28), strict=True):
            deliver(night, "court.revocations", rows)
        deliver(nights[1], "court.revocations", 29, sequence=2)
        return nights

    forward, backward = deliver_all(tmp_path / "forward"), deliver_all(tmp_path / "backward")
    for night in forward:
        quality.run(night)
    for night in (*reversed(backward), backward[0]):
        quality.run(night)
    assert [published(night) for night in forward] == [published(night) for night in backward]
    assert [each.reason for each in quality.verdicts(forward[-1])] == ["", "superseded", "", ""]


def test_no_personal_value_leaves_the_rows(tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    night = night_of(tmp_path)
    for dataset_id in ("court.sentences", "justice.register", "justice.plans", "police.population", "police.lodging"):
        deliver(night, dataset_id, with_canaries(night, dataset_id, 12))
        deliver(night_of(tmp_path, YESTERDAY), dataset_id, with_canaries(night, dataset_id, 40))
    counts = quality.run(night)
    assert counts["held"] >= 5
    assert counts["checks_failed"] >= 1
    said = caplog.text + "".join(capfd.readouterr()) + repr(quality.problems(night))
    for path in [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "rows.parquet"]:
        text = (
            pq.read_table(path).to_pandas().to_csv()
            if path.suffix == ".parquet"
            else path.read_bytes().decode("utf-8", "replace")
        )
        assert CANARY_NAME not in text, path.name
        assert CANARY_ID not in text, path.name
    assert CANARY_NAME not in said
    assert CANARY_ID not in said


def test_great_expectations_is_not_imported_with_the_package():
    import subprocess
    import sys

    code = "import sys, pipelines.quality; raise SystemExit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_stands_out_is_published_with_its_figures_and_named_among_the_problems(tmp_path):
    night = night_of(tmp_path)
    for days in (3, 2, 1):
        deliver(night, "court.revocations", 20, D - timedelta(days=days))
    spike = deliver(night, "court.revocations", 80)
    quality.run(night)
    [row] = pq.read_table(night.folder("quality") / "alarms.parquet").to_pylist()
    assert (row["delivery_id"], row["guard"], row["about"], row["outcome"]) == (spike, "spike", "", "warn")
    assert (row["figure"], row["usual"], row["bound"]) == ("80行", "20行", "60行")
    newest = quality.verdicts(night)[-1]
    assert (newest.verdict, newest.reason, newest.figure, newest.usual, newest.bound) == (
        "warn", "spike", "80行", "20行", "60行",
    )  # fmt: skip
    covered = {each.dataset: each for each in quality.coverage(night) if not each.county}
    assert (covered["court.revocations"].state, covered["court.revocations"].delivery_id) == ("current", spike)
    [problem] = [each for each in quality.problems(night) if each.dataset == "court.revocations"]
    assert (problem.state, problem.text) == ("spike", newest.text)


def test_profiles_are_kept_beside_the_rows_and_a_night_again_gives_the_same_bytes(tmp_path):
    night = night_of(tmp_path)
    for days in (3, 2, 1, 0):
        deliver(night, "court.revocations", 20, D - timedelta(days=days))
    quality.run(night)
    first = published(night)
    assert len(list(night.canonical.rglob("profile-*.json"))) == 4
    quality.run(night)
    assert published(night) == first
    for path in night.canonical.rglob("profile-*.json"):
        path.unlink()
    quality.run(night)
    assert published(night) == first
