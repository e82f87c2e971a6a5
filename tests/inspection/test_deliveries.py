"""What was taken in stands in the ledger, by delivery and part, whichever night took it and however often."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from datetime import date

import pyarrow as pa
import pytest

from pipelines import inspection, landing, ledger
from pipelines.engine import write_parquet
from pipelines.inspection import InspectionError
from pipelines.night import run_step
from tests.standardise.exports import DAY, Delivered, csv_bytes, row


def packed(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, inner in members.items():
            archive.writestr(f"{name}.csv", inner)
    return content.getvalue()


@pytest.fixture
def delivered(tmp_path):
    """A file, and a ZIP of one good member and one with wrong columns."""
    torn = csv_bytes([row(3), row(4, 被告人姓名="")], encoding="gb18030")
    files = {"a.csv": csv_bytes([row(1), row(2)]), "b.zip": packed(good=torn, wrong=b"x,y\n1,2\n")}
    one = Delivered(tmp_path, files)
    ledger.record_received(one.night)
    return one


def test_every_part_is_accounted_for_with_hash_bytes_rows_format_and_refusal(delivered):
    [account] = inspection.accounts(delivered.night.settings)
    files = {file.name: file for file in delivered.delivery.files}
    parts = {(part.name, part.part): part for part in account.received.parts}
    assert set(parts) == {("a.csv", ""), ("b.zip", "good.csv"), ("b.zip", "wrong.csv")}
    for (name, _), part in parts.items():
        assert (part.sha256, part.bytes) == (files[name].sha256, files[name].bytes)
        assert part.rows_in == part.rows_out + part.rows_quarantined
    good, wrong = parts["b.zip", "good.csv"], parts["b.zip", "wrong.csv"]
    assert (good.format, good.encoding, good.rows_in, good.rows_quarantined, good.reason) == (
        "csv",
        "gb18030",
        2,
        1,
        "",
    )
    assert (wrong.rows_in, wrong.reason) == (0, delivered.refused["b.zip/wrong.csv"])
    assert "wrong.csv" in wrong.text
    whole = account.received
    assert whole.contract_version == delivered.night.contracts.version
    for name in ("rows_in", "rows_out", "rows_quarantined"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in whole.parts) == delivered.account[name]


def test_recording_again_changes_nothing(delivered):
    before = ledger.content_digest(delivered.night.settings)
    assert ledger.record_received(delivered.night) == {"deliveries": 1, "recorded": 0}
    assert ledger.content_digest(delivered.night.settings) == before


def test_what_is_read_anew_and_otherwise_replaces_what_stood_there(delivered, monkeypatch):
    account = delivered.folder / "accounting.json"
    account.chmod(0o600)
    account.write_text(account.read_text("utf-8").replace('"gb18030"', '"utf-16"'), "utf-8")
    assert ledger.record_received(delivered.night)["recorded"] == 1
    [again] = inspection.accounts(delivered.night.settings)
    assert [part.encoding for part in again.received.parts] == ["utf-8", "utf-16", ""]


def test_a_landed_delivery_that_was_not_read_is_not_accounted_for(delivered):
    (delivered.folder / "accounting.json").unlink()
    assert ledger.record_received(delivered.night) == {"deliveries": 0, "recorded": 0}


def test_the_step_that_reads_deliveries_records_them_whether_or_not_the_night_goes_on(delivered, tmp_path):
    night = Delivered(tmp_path / "other", {"a.csv": csv_bytes([row()])}).night
    assert inspection.accounts(night.settings) == []
    run_step("standardise", night, "police")
    assert inspection.accounts(night.settings) == []
    run_step("standardise", night, "court")
    assert [each.verdict for each in inspection.accounts(night.settings)] == [""]


def test_accounts_can_be_asked_for_by_dataset_source_and_night(delivered):
    settings = delivered.night.settings
    assert inspection.accounts(settings, dataset="court.revocations") == []
    assert inspection.accounts(settings, source="police") == []
    assert inspection.accounts(settings, date(2025, 10, 14)) == []
    assert len(inspection.accounts(settings, date(2025, 10, 15), "court.sentences", "court")) == 1
    with pytest.raises(InspectionError, match=r"unknown dataset 'court\.x'; known: court\.sentences"):
        inspection.accounts(settings, dataset="court.x")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "at least 6"),
        ("abcde", "at least 6"),
        ("ghijklm", "is no delivery id"),
        ("0" * 16, "has landed"),
    ],
)
def test_an_id_that_names_nothing_is_a_clear_error(delivered, typed, said):
    with pytest.raises(InspectionError, match=said):
        inspection.delivery_named(delivered.night.settings, typed)


def test_the_first_six_digits_are_enough_where_they_name_one_delivery_alone(delivered, monkeypatch):
    settings, delivery = delivered.night.settings, delivered.delivery
    for typed in (delivery.delivery_id, delivery.delivery_id[:6], delivery.delivery_id[:6].upper()):
        assert inspection.delivery_named(settings, typed) == delivery
    other = dataclasses.replace(delivery, delivery_id=delivery.delivery_id[:6] + "0" * 10)
    monkeypatch.setattr(landing, "deliveries", lambda _: [delivery, other])
    with pytest.raises(InspectionError, match=f"begins several .*{DAY}.*give more digits"):
        inspection.delivery_named(settings, delivery.delivery_id[:6])


def judged(night: date, delivery, verdict: str = "accept") -> ledger.Judged:
    return ledger.Judged(
        night, delivery.dataset, delivery.delivery_id, delivery.business_date, delivery.sequence, verdict, "", ""
    )


@pytest.mark.parametrize(
    ("dataset", "verdict", "newer", "carried", "stands"),
    [
        ("court.sentences", "accept", False, False, True),
        ("court.sentences", "warn", False, False, True),
        ("court.sentences", "hold", False, False, False),
        ("court.sentences", "accept", True, False, False),  # a newer full delivery has taken its place
        ("court.sentences", "accept", True, True, True),  # but for the rows of a silent county
        ("police.lodging", "accept", True, False, True),  # an increment stays
        ("police.lodging", "hold", True, False, False),
    ],
)
def test_which_nights_stand_on_a_delivery(delivered, monkeypatch, dataset, verdict, newer, carried, stands):
    night, day = delivered.night, delivered.night.business_date
    one = dataclasses.replace(delivered.delivery, dataset=dataset, delivery_id="1" * 16)
    other = dataclasses.replace(one, delivery_id="2" * 16, sequence=2)
    rows = [judged(day, one, verdict), *([judged(day, other)] if newer else [])]
    monkeypatch.setattr(ledger, "judged", lambda _, night=None, delivery_id=None: rows if night else rows[:1])
    if carried:
        folder = night.folder("quality")
        folder.mkdir(parents=True)
        write_parquet(pa.table({"delivery_id": [None, one.delivery_id]}), folder / "coverage.parquet")
    assert inspection.uses_of(night.settings, one) == [inspection.Use(day, verdict, "", stands)]


def test_the_verdict_shown_is_that_of_the_night_asked_for_or_the_newest(delivered, monkeypatch):
    day, later = delivered.night.business_date, date(2025, 10, 16)
    said = {day: [judged(day, delivered.delivery, "hold")], later: [judged(later, delivered.delivery)]}
    monkeypatch.setattr(ledger, "known_nights", lambda _: [day, later])
    monkeypatch.setattr(ledger, "judged", lambda _, night: said[night])
    settings = delivered.night.settings
    assert [each.verdict for each in inspection.accounts(settings, day)] == ["hold"]
    assert [each.verdict for each in inspection.accounts(settings)] == ["accept"]
