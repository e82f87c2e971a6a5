"""The shipped sample: every broken line, and no other, is set aside."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines import landing, standardise
from pipelines.settings import Night, Settings

SAMPLE = Path(__file__).parents[2] / "data/sample"

#: what was planted → the reasons it may be given; a broken byte may also break the line's fields
REASONS_OF = {
    "ragged": {"ragged_row"},
    "quote": {"unbalanced_quote"},
    "bytes": {"bad_encoding"},
    "date": {"bad_date"},
    "code": {"unknown_code"},
    "duplicate": {"duplicate_row"},
    "conflict": {"conflicting_rows"},
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    night = Night.of(
        Settings(home=tmp_path_factory.mktemp("sample") / "var", inbox=SAMPLE / "inbox"), date(2025, 10, 17)
    )
    landing.land(night)
    standardise.run(night)
    return night


def planted() -> dict[tuple[str, str, int], str]:
    with (SAMPLE / "truth/quarantine.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {(row["dataset"], row["file"], int(row["line"])): row["reason"] for row in csv.DictReader(lines)}


def test_exactly_the_planted_lines_are_set_aside_each_for_its_reason(night):
    found = {}
    for delivery in landing.deliveries(night):
        table = pq.read_table(standardise.canonical_folder(night, delivery) / "quarantine.parquet")
        for row in table.to_pylist():
            found[delivery.dataset, row["file"].split("/")[-1], row["line"]] = row["reason"]
    truth = {(dataset, file.split("/")[-1], line): kind for (dataset, file, line), kind in planted().items()}
    assert set(found) == set(truth)
    assert {place: kind for place, kind in truth.items() if found[place] not in REASONS_OF[kind]} == {}


def test_no_file_of_the_sample_is_refused_and_every_text_is_accounted_to_the_byte(night):
    for delivery in landing.deliveries(night):
        folder = standardise.canonical_folder(night, delivery)
        account = json.loads((folder / "accounting.json").read_text("utf-8"))
        assert [file["refused"] for file in account["files"] if file["refused"]] == []
        assert account["rows_in"] == account["rows_out"] + account["rows_quarantined"]
        assert pq.read_metadata(folder / "rows.parquet").num_rows == account["rows_out"]
        assert pq.read_metadata(folder / "quarantine.parquet").num_rows == account["rows_quarantined"]


def test_the_wrong_identity_numbers_that_were_planted_are_told_by_their_state(night):
    with (SAMPLE / "truth/id_errors.csv").open(encoding="utf-8-sig", newline="") as lines:
        truth = {row["record_id"]: row["reason"] for row in csv.DictReader(lines)}
    states = {}
    for delivery in landing.deliveries(night):
        rows = pq.read_table(standardise.canonical_folder(night, delivery) / "rows.parquet")
        if "id_no_state" in rows.column_names:
            states |= dict(zip(rows["record_id"].to_pylist(), rows["id_no_state"].to_pylist(), strict=True))
    judged = {"bad_checksum", "bad_form", "lost_digits"}
    assert {r: s for r, s in states.items() if s in judged and truth.get(r) != s} == {}
    assert {r: s for r, s in truth.items() if s in judged and r in states and states[r] != s} == {}
