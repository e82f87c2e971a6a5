from __future__ import annotations

import logging
from datetime import date

import pytest

from pipelines import landing, standardise
from pipelines.contracts import canonical_schema
from pipelines.contracts.schema import QUARANTINE_SCHEMA, received_schema
from pipelines.landing import LandingError
from pipelines.settings import Night, Region
from pipelines.standardise import FILE_REASONS, REASONS, FileReason, RowReason, reading
from pipelines.standardise.rows import type_rows
from tests.standardise.exports import HEADER, Delivered, csv_bytes, row


def test_a_readable_row_becomes_its_canonical_values(tmp_path):
    done = Delivered(tmp_path, {"a.csv": csv_bytes([row()], encoding="gb18030")})
    (got,) = done.rows
    assert {name: got[name] for name in got if got[name] is not None} == {
        "record_id": "court.sentences/（2025）内0105刑初1号~1",
        "delivery_id": done.delivery.delivery_id,
        "file": "a.csv",
        "line": 2,
        "case_no": "（2025）内0105刑初1号",
        "case_no_key": "2025|内0105|刑初|1",
        "defendant_no": 1,
        "court_name": "青城区人民法院",
        "decision_type": "judgment",
        "correction_type": "probation",
        "person_name": "张伟",
        "person_name_key": "张伟",
        "birth_date": date(1949, 12, 31),
        "id_type": "resident_id",
        "id_no": "11010519491231002X",
        "id_no_18": "11010519491231002X",
        "id_no_state": "valid",
        "household_county": "150105",
        "residence": "幸福路1号",
        "charges": "盗窃罪",
        "principal_penalty": "有期徒刑一年",
        "principal_penalty_kind": "imprisonment",
        "principal_penalty_months": 12,
        "principal_penalty_days": 0,
        "probation_term": "缓刑二年",
        "probation_term_kind": "probation",
        "probation_term_months": 24,
        "probation_term_days": 0,
        "prohibition_order": False,
        "pronounced_date": date(2025, 3, 5),
        "effective_date": date(2025, 3, 16),
        "detention_days": 30,
        "status": "in_force",
        "execution_county": "150105",
    }


def test_tables_have_the_schemas_of_the_contract_and_rows_stand_beside_what_was_received(tmp_path):
    done = Delivered(tmp_path, {"a.csv": csv_bytes([row(2, 生效日期=" 2025/3/16"), row(1)])})
    dataset = done.night.contracts.datasets["court.sentences"]
    rows, received = done.table("rows"), done.table("received")
    assert rows.schema.equals(canonical_schema(dataset))
    assert received.schema.equals(received_schema(dataset))
    assert done.table("quarantine").schema.equals(QUARANTINE_SCHEMA)
    for name in ("record_id", "delivery_id", "file", "line"):
        assert rows[name].to_pylist() == received[name].to_pylist()
    assert received["effective_date"].to_pylist() == [" 2025/3/16", "2025-03-16"]
    assert rows["line"].to_pylist() == [2, 3]


@pytest.mark.parametrize(
    ("changes", "reason", "column"),
    [
        ({"案号": ""}, "missing_required", "case_no"),
        ({"被告人序号": "一"}, "bad_number", "defendant_no"),
        ({"被告人姓名": "　"}, "missing_required", "person_name"),
        ({"矫正类别": "5"}, "unknown_code", "correction_type"),
        ({"证件种类": "身份证明"}, "unknown_code", "id_type"),
        ({"出生日期": "1990-02-30"}, "bad_date", "birth_date"),
        ({"生效日期": "待定"}, "bad_date", "effective_date"),
        ({"先行羁押天数": "三十"}, "bad_number", "detention_days"),
        ({"是否宣告禁止令": "不详"}, "unknown_code", "prohibition_order"),
        ({"执行地": "无此县"}, "unknown_county", "execution_county"),
        ({"户籍地": "呼和浩特市"}, "unknown_county", "household_county"),
        ({"执行地": ""}, "missing_required", "execution_county"),
    ],
)
def test_a_row_that_cannot_be_read_is_kept_aside_with_file_line_reason_column_and_county(
    tmp_path, changes, reason, column
):
    bad = row(2, **changes)
    done = Delivered(tmp_path, {"a.csv": csv_bytes([row(1), bad, row(3)])})
    assert done.quarantine == [("a.csv", 3, reason, column)]
    (kept,) = done.table("quarantine").to_pylist()
    assert kept["county"] == (None if column == "execution_county" else "150105")
    assert kept["received"] == (",".join(bad) + "\r\n").encode()
    assert (done.counts["rows_in"], done.counts["rows_out"], done.counts["rows_quarantined"]) == (3, 2, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"证件号码": "110105194912310021"},
        {"证件号码": "不详"},
        {"证件号码": "1.10105E+17"},
        {"证件号码": ""},
        {"主刑": "酌情"},
        {"案号": "无编号文书"},
        {"居住地": "/"},
        {"先行羁押天数": ""},
    ],
)
def test_readable_rows_are_never_set_aside(tmp_path, changes):
    done = Delivered(tmp_path, {"a.csv": csv_bytes([row(1, **changes)])})
    assert (len(done.rows), done.quarantine) == (1, [])


def test_what_cannot_be_read_in_an_identity_number_or_a_term_is_said_in_its_state(tmp_path):
    changed = [
        row(1, 证件号码="1.10105E+17"),
        row(2, 证件种类="414", 证件号码="ｅ12345678"),
        row(3, 主刑="酌情"),
        row(4, 案号="无编号文书"),
    ]
    lost, passport, term, case = Delivered(tmp_path, {"a.csv": csv_bytes(changed)}).rows
    assert (lost["id_no"], lost["id_no_18"], lost["id_no_state"]) == (None, None, "lost_digits")
    assert (passport["id_no"], passport["id_no_18"], passport["id_no_state"]) == ("E12345678", None, "other_document")
    assert (term["principal_penalty"], term["principal_penalty_kind"]) == ("酌情", None)
    assert (case["case_no"], case["case_no_key"]) == ("无编号文书", None)


def test_an_identity_number_that_is_required_is_set_aside_when_its_digits_are_lost(tmp_path):
    content = "公民身份号码,姓名,人员状态\n1.10105E+17,甲,1\n无,乙,1\n11010519491231002x,丙,1\n".encode()
    done = Delivered(tmp_path, {"a.csv": content}, "police.population")
    assert done.quarantine == [("a.csv", 2, "lost_digits", "id_no"), ("a.csv", 3, "missing_required", "id_no")]


def test_a_number_in_scientific_notation_is_no_identifier_of_a_record(tmp_path):
    content = "请假编号,矫正对象编号,开始日期,结束日期,审批结果\n1,1.50102E+17,2025-10-01,2025-10-02,是\n".encode()
    done = Delivered(tmp_path, {"a.csv": content}, "justice.leaves")
    assert done.quarantine == [("a.csv", 2, "lost_digits", "correction_no")]


def test_of_rows_with_one_key_an_identical_later_one_is_a_duplicate_and_different_ones_all_conflict(tmp_path):
    done = Delivered(
        tmp_path,
        {
            "a.csv": csv_bytes([row(1), row(2), row(3), row(1, 生效日期="2025年3月16日")]),
            "b.csv": csv_bytes([row(2, 罪名="诈骗罪"), row(3), row(4), row(2)]),
        },
    )
    assert [(got["file"], got["line"]) for got in done.rows] == [("a.csv", 2), ("a.csv", 4), ("b.csv", 4)]
    assert done.quarantine == [
        ("a.csv", 3, "conflicting_rows", None),
        ("a.csv", 5, "duplicate_row", None),
        ("b.csv", 2, "conflicting_rows", None),
        ("b.csv", 3, "duplicate_row", None),
        ("b.csv", 5, "conflicting_rows", None),
    ]
    received = {(q["file"], q["line"]): q["received"] for q in done.table("quarantine").to_pylist()}
    assert "诈骗罪".encode() in received["b.csv", 2]
    assert "2025年3月16日".encode() in received["a.csv", 5]


def test_a_key_with_a_personal_value_shows_as_a_keyed_digest(tmp_path):
    content = "证件号码,出行方式,出发地,到达地,出发时间\n11010519491231002X,1,150102,150105,2025-10-01 10:30\n"
    later = "110105491231002,1,150102,150105,2025-10-01 11:30\n"
    same = "110105491231002,1,150102,150105,2025/10/1 10:30\n"
    done = Delivered(tmp_path, {"a.csv": (content + later + same).encode()}, "police.travel")
    first, second = (got["record_id"] for got in done.rows)
    assert first.startswith("police.travel/#")
    assert len(first) == len("police.travel/#") + 16
    assert first != second
    assert done.quarantine == [("a.csv", 4, "duplicate_row", None)]
    other = Delivered(tmp_path / "2", {"a.csv": content.encode()}, "police.travel", pseudonym_key="another")
    assert other.rows[0]["record_id"] != first


def test_a_serial_date_in_a_text_is_read_as_of_1900_and_this_is_said(tmp_path):
    done = Delivered(tmp_path, {"a.csv": csv_bytes([row(1, 生效日期="45732"), row(2), row(3, 生效日期="45732")])})
    assert [got["effective_date"] for got in done.rows] == [date(2025, 3, 16)] * 3
    assert done.account["files"][0]["assumptions"] == ["生效日期：2 行，填写的是序列日期数字，按 1900 年日期系统换算"]


def test_empty_rows_are_counted_and_are_no_rows(tmp_path):
    content = csv_bytes([row(1)]) + b"\r\n" + b"," * (len(HEADER) - 1) + b"\r\n" + b" ," * (len(HEADER) - 1) + b" \r\n"
    done = Delivered(tmp_path, {"a.csv": content})
    (file,) = done.account["files"]
    assert (file["rows_in"], file["rows_out"], file["rows_quarantined"], file["blank_rows"]) == (1, 1, 0, 3)


def test_a_refused_file_harms_neither_its_neighbours_nor_other_deliveries(tmp_path):
    done = Delivered(tmp_path, {"a.csv": csv_bytes([row(1)]), "b.csv": b"x,y\n1,2\n", "c.csv": b"", "d.doc": b"x"})
    assert len(done.rows) == 1
    assert done.refused == {"b.csv": "no_header", "c.csv": "empty_file", "d.doc": "unknown_format"}
    refused = done.account["files"][1]["refused"]
    assert refused["text"].startswith("b.csv: none of the first 40 rows is the header of court.sentences")
    assert "案号" in refused["text"]
    assert refused["text_zh"].startswith("b.csv：前 40 行中没有")


def test_the_account_has_the_shape_of_the_architecture_page(tmp_path):
    account = Delivered(tmp_path, {"a.csv": csv_bytes([row(1)])}).account
    assert {"dataset", "delivery_id", "rows_in", "rows_out", "rows_quarantined", "files"} <= set(account)
    assert {
        "name", "part", "format", "encoding", "sheet", "header_line",
        "rows_in", "rows_out", "rows_quarantined", "assumptions", "refused",
    } <= set(account["files"][0])  # fmt: skip


def test_the_same_delivery_gives_the_same_bytes_and_is_reused(tmp_path):
    files = {"a.csv": csv_bytes([row(n) for n in range(1, 50)]), "b.csv": csv_bytes([row(60), row(61, 执行地="?")])}
    first, second = Delivered(tmp_path / "1", files), Delivered(tmp_path / "2", files)
    for name in ("rows.parquet", "received.parquet", "quarantine.parquet", "accounting.json"):
        assert (first.folder / name).read_bytes() == (second.folder / name).read_bytes()
    assert standardise.run(first.night)["reused"] == 1


def test_canonical_rows_are_made_anew_when_region_or_key_change(tmp_path):
    files = {"a.csv": csv_bytes([row(1, 执行地="新城区")])}
    here = Delivered(tmp_path, files)
    assert [got["execution_county"] for got in here.rows] == ["150102"]
    assert "新城区(150102)" in here.account["files"][0]["assumptions"][0]
    elsewhere = here.night.settings.model_copy(update={"region": Region(prefectures=("6101",))})
    standardise.run(Night.of(elsewhere, here.night.business_date))
    assert [got["execution_county"] for got in here.rows] == ["610102"]
    assert standardise.run(Night.of(elsewhere, here.night.business_date))["reused"] == 1


def test_a_damaged_landed_file_is_an_error_after_all_others_are_done(tmp_path):
    done = Delivered(tmp_path, {"a.csv": csv_bytes([row(1)])})
    inbox = done.night.settings.inbox / "court/sentences"
    for day in ("2025-10-13", "2025-10-14"):
        (inbox / day).mkdir()
        (inbox / day / "a.csv").write_bytes(csv_bytes([row(2)]))
    landing.land(done.night)
    broken = landing.deliveries(done.night)[0].folder / "a.csv"
    broken.chmod(0o600)
    broken.write_bytes(b"x")
    with pytest.raises(LandingError, match=r"2025-10-13.*a\.csv is not what was received"):
        standardise.run(done.night)
    assert standardise.canonical_folder(done.night, landing.deliveries(done.night)[1]).is_dir()


def test_no_personal_value_reaches_a_log_or_the_account(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    canary = "卡纳里"
    rows = [row(1, 被告人姓名=canary), row(2, 被告人姓名=canary, 生效日期=canary), row(3, 居住地=canary, 执行地=canary)]
    content = csv_bytes(rows) + (canary + ",x\r\n").encode() + (canary + "\r\n").encode("gb18030")
    done = Delivered(tmp_path, {"a.csv": content, "b.csv": (canary + "\n1").encode()})
    assert len(done.quarantine) == 4
    assert canary not in caplog.text
    assert canary not in (done.folder / "accounting.json").read_text("utf-8")


def test_when_rows_in_and_out_do_not_balance_nothing_is_published(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "type_rows", lambda *given: _one_lost(type_rows(*given)))
    with pytest.raises(AssertionError, match=r"court\.sentences a\.csv: rows in, out and quarantined do not balance"):
        Delivered(tmp_path, {"a.csv": csv_bytes([row(1), row(2)])})
    assert not list((tmp_path / "var/canonical").rglob("rows.parquet"))


def _one_lost(typed):
    typed.rows, typed.received = typed.rows.slice(1), typed.received.slice(1)
    return typed


def test_every_reason_has_words_in_both_languages():
    assert set(REASONS) == set(RowReason)
    assert set(FILE_REASONS) == set(FileReason)
    for wording in (*REASONS.values(), *FILE_REASONS.values()):
        assert wording.english
        assert any("\u4e00" <= sign <= "\u9fff" for sign in wording.chinese)
