"""Rows set aside can be found, shown one by one, taken away as a private file, and read again after a fix."""

from __future__ import annotations

import csv
import dataclasses
import io
import stat

import openpyxl
import pyarrow.parquet as pq
import pytest

from pipelines import inspection, ledger, settings, standardise
from pipelines.contracts import load_contracts
from pipelines.contracts.declaration import DECLARATION
from pipelines.inspection import InspectionError
from pipelines.inspection.replay import replay
from pipelines.settings import Night
from tests.standardise.exports import COLUMNS, Delivered, csv_bytes, row

ROWS = [row(1), row(2, 判决日期="昨天"), row(3), row(4, 被告人姓名=""), row(5, 证件种类="军人证")]


@pytest.fixture
def delivered(tmp_path):
    one = Delivered(tmp_path, {"甲.csv": csv_bytes(ROWS, encoding="gb18030")})
    ledger.record_received(one.night)
    return one


def test_each_row_set_aside_is_named_by_place_with_reason_and_cure_and_no_value(delivered):
    rows = inspection.quarantined(delivered.night)
    places = [(each.file, each.line, each.reason, each.column or None) for each in rows]
    assert places == delivered.quarantine
    shown = repr(rows) + repr([each.as_json() for each in rows])
    for value in (COLUMNS["证件号码"], COLUMNS["被告人姓名"], "昨天", "军人证"):
        assert value not in shown
    assert all(each.cure and each.why for each in rows)


def test_one_row_is_given_exactly_as_it_came(delivered):
    [found] = inspection.row_as_received(delivered.night, delivered.delivery, "甲.csv", 3)
    assert found.received.rstrip() == ",".join(ROWS[1]).encode("gb18030")
    assert found.text == ",".join(ROWS[1])
    assert inspection.row_as_received(delivered.night, delivered.delivery, "", 3) == [found]


@pytest.mark.parametrize(("file", "line"), [("甲.csv", 2), ("乙.csv", 3), ("", 999)])
def test_a_place_without_a_row_set_aside_is_an_error_that_names_the_files(delivered, file, line):
    with pytest.raises(InspectionError, match=r"no one row set aside .*甲\.csv"):
        inspection.row_as_received(delivered.night, delivered.delivery, file, line)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_rows_are_exported_with_what_was_received_to_a_file_for_its_owner_alone(delivered, tmp_path, ending):
    target = tmp_path / f"rows{ending}"
    rows = inspection.quarantined(delivered.night)
    inspection.export(rows, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    if ending == ".csv":
        told = list(csv.reader(io.StringIO(target.read_bytes().decode("utf-8-sig"))))
    else:
        told = [list(map(str, cells)) for cells in openpyxl.load_workbook(target).active.iter_rows(values_only=True)]
    assert told[0][-1] == "原始内容"
    assert [(line[3], int(line[4]), line[-1]) for line in told[1:]] == [(r.file, r.line, r.text) for r in rows]
    with pytest.raises(InspectionError, match="is there already"):
        inspection.export(rows, target)


def test_a_received_row_that_a_spreadsheet_would_take_for_a_formula_is_text(tmp_path):
    one = Delivered(tmp_path, {"a.csv": csv_bytes([[*row(1), "=1+1"]]).replace("（2025）".encode(), b"=")})
    rows = inspection.quarantined(one.night)
    assert rows[0].text.startswith("=")
    inspection.export(rows, tmp_path / "a.csv")
    inspection.export(rows, tmp_path / "a.xlsx")
    line = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"))))[1]
    assert line[-1] == "'" + rows[0].text
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx").active["I2"]
    assert (cell.value, cell.data_type) == (rows[0].text, "s")


def test_a_row_too_long_for_a_cell_is_cut_and_says_so_and_is_whole_as_csv(tmp_path):
    one = Delivered(tmp_path, {"a.csv": csv_bytes([row(1), row(2, 居住地="路" * 40_000, 判决日期="昨天")])})
    [long] = inspection.quarantined(one.night)
    inspection.export([long], tmp_path / "a.xlsx")
    inspection.export([long], tmp_path / "a.csv")
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx").active["I2"].value
    assert len(cell) == 32_767
    assert cell.endswith("完整内容请导出为 CSV）")
    assert long.text in (tmp_path / "a.csv").read_text("utf-8-sig")


def test_an_export_is_named_csv_or_xlsx(delivered, tmp_path):
    with pytest.raises(InspectionError, match=r"name it \.csv or \.xlsx"):
        inspection.export([], tmp_path / "rows.txt")


def mended(monkeypatch, tmp_path):
    """The contract with one more spelling of a code."""
    file = tmp_path / "datasets.yaml"
    text = DECLARATION.read_text("utf-8")
    assert "[other, 其他]" in text
    file.write_text(text.replace("[other, 其他]", "[other, 其他, 军人证]", 1), "utf-8")
    contracts = load_contracts(file)
    monkeypatch.setattr(settings, "load_contracts", lambda: contracts)
    return contracts


def test_after_a_code_was_added_its_row_leaves_quarantine_and_nothing_else_moves(delivered, monkeypatch, tmp_path):
    before, places = delivered.rows, {(file, line) for file, line, _, _ in delivered.quarantine}
    assert delivered.account["rows_in"] == len(before) + len(places)
    contracts = mended(monkeypatch, tmp_path)
    told = replay(delivered.night.settings)
    [again] = told.reread
    assert (again.before, again.left, again.entered, again.after, again.changed) == (3, 1, 0, 2, 0)
    assert (again.rows_in_before, again.rows_in) == (5, 5)
    night = Night.of(delivered.night.settings, delivered.night.business_date)
    assert night.contracts is contracts
    folder = standardise.canonical_folder(night, delivered.delivery)
    after = pq.read_table(folder / "rows.parquet").to_pylist()
    assert [each for each in after if each["line"] != 6] == before
    assert [each["id_type"] for each in after if each["line"] == 6] == ["other"]
    assert {(r.file, r.line) for r in inspection.quarantined(night)} == places - {("甲.csv", 6)}
    [account] = inspection.accounts(night.settings)
    assert (account.received.rows_in, account.received.rows_out, account.received.rows_quarantined) == (5, 3, 2)


def test_a_replay_of_what_is_up_to_date_reads_nothing(delivered, monkeypatch, tmp_path):
    assert replay(delivered.night.settings).reread == ()
    mended(monkeypatch, tmp_path)
    replay(delivered.night.settings)
    told = replay(delivered.night.settings)
    assert (told.current, told.reread, told.nights) == (1, (), ())


def test_rows_that_now_say_something_else_are_counted(delivered, monkeypatch):
    settings_ = delivered.night.settings.model_copy(
        update={"region": delivered.night.settings.region.model_copy(update={"prefectures": ("1502",)})}
    )
    rows = pq.read_table(delivered.folder / "rows.parquet")
    place = rows.schema.get_field_index("residence")
    changed = rows.set_column(place, "residence", [["改过的", *rows.column("residence").to_pylist()[1:]]])
    pq.write_table(changed, delivered.folder / "rows.parquet")
    [again] = replay(settings_).reread
    assert (again.left, again.entered, again.changed, again.moved) == (0, 0, 1, True)


def test_the_nights_that_stand_on_a_moved_delivery_are_named(delivered, monkeypatch, tmp_path):
    use = inspection.Use(delivered.night.business_date, "accept", "", True)
    idle = dataclasses.replace(use, stands_on_it=False, night=use.night.replace(day=16))
    monkeypatch.setattr("pipelines.inspection.replay.uses_of", lambda *_: [use, idle])
    mended(monkeypatch, tmp_path)
    assert replay(delivered.night.settings).nights == (delivered.night.business_date,)


def test_a_delivery_read_again_to_the_same_end_asks_for_no_night(tmp_path, monkeypatch):
    one = Delivered(tmp_path, {"a.csv": csv_bytes(ROWS[:1])})
    ledger.record_received(one.night)
    use = inspection.Use(one.night.business_date, "accept", "", True)
    monkeypatch.setattr("pipelines.inspection.replay.uses_of", lambda *_: [use])
    mended(monkeypatch, tmp_path)
    told = replay(one.night.settings)
    assert [(each.moved, each.nights) for each in told.reread] == [(False, (use.night,))]
    assert told.nights == ()


def test_a_reading_held_aside_by_a_killed_replay_is_cleared(delivered):
    aside = delivered.night.settings.home / ".replay-killed"
    aside.mkdir()
    replay(delivered.night.settings)
    assert not aside.exists()
