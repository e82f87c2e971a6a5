from __future__ import annotations

import logging
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from pipelines import standardise
from pipelines.settings import Night, Settings, SettingsError, load_settings
from pipelines.standardise.encrypted_members import WrongPasswordError, unpack_aes
from pipelines.standardise.unpacking import unpack
from tests.standardise.exports import Delivered, csv_bytes, row
from tests.standardise.test_archives_and_workbooks import CSV, zipped

FILES = Path(__file__).with_name("files")
PASSWORD = "canary-Pa55"
INSIDE = csv_bytes([row(1), row(2)], encoding="gb18030")


@pytest.mark.parametrize(
    ("file", "password"),
    [("zipcrypto.zip", PASSWORD), ("aes256.zip", PASSWORD), ("aes128.zip", "检察院2025")],
)
def test_an_encrypted_archive_is_opened_with_the_password_of_its_system(tmp_path, file, password):
    content = (FILES / file).read_bytes()
    done = Delivered(tmp_path, {"a.zip": content}, archive_passwords={"court": password, "police": "another"})
    assert [got["file"] for got in done.rows] == ["a.zip/a.csv"] * 2
    assert done.refused == {}
    (part,) = unpack("a.zip", content, [password.encode()])
    assert part.content == INSIDE


@pytest.mark.parametrize("file", ["zipcrypto.zip", "aes256.zip", "aes128.zip"])
@pytest.mark.parametrize(
    ("passwords", "reason"),
    [
        ({}, "encrypted"),
        ({"police": PASSWORD}, "encrypted"),
        ({"court": "wrong"}, "wrong_password"),
        ({"court": ["wrong", ""]}, "wrong_password"),
    ],
)
def test_without_the_right_password_an_archive_is_refused_and_the_setting_is_named(tmp_path, file, passwords, reason):
    done = Delivered(tmp_path, {"a.zip": (FILES / file).read_bytes()}, archive_passwords=passwords)
    assert done.refused == {"a.zip/a.csv": reason}
    said = done.account["files"][0]["refused"]["text"]
    assert "archive_passwords" in said if reason == "encrypted" else "password of its source" in said


def test_several_passwords_are_tried_in_order_so_that_one_can_be_changed(tmp_path):
    files = {name: (FILES / name).read_bytes() for name in ("zipcrypto.zip", "aes128.zip")}
    done = Delivered(tmp_path, files, archive_passwords={"court": ["检察院2025", PASSWORD]})
    assert (len(done.rows), done.refused) == (2, {})  # the same two rows in both
    assert [reason for _, _, reason, _ in done.quarantine].count("duplicate_row") == 2


def test_of_one_archive_the_open_members_are_read_and_the_locked_one_is_named(tmp_path):
    done = Delivered(tmp_path, {"a.zip": (FILES / "mixed.zip").read_bytes()})
    assert done.refused == {"a.zip/a.csv": "encrypted"}
    assert [got["file"] for got in done.rows] == ["a.zip/b.csv"]


def test_once_the_password_is_set_a_refused_archive_is_read_and_an_opened_one_is_never_read_again(tmp_path):
    done = Delivered(tmp_path, {"a.zip": (FILES / "aes256.zip").read_bytes()})
    assert done.refused == {"a.zip/a.csv": "encrypted"}
    for passwords, standardised, rows in (
        (None, 0, 0),
        ({"court": "wrong"}, 1, 0),
        ({"court": "wrong"}, 0, 0),
        ({"court": PASSWORD}, 1, 2),
        ({"court": "wrong"}, 0, 2),
    ):
        settings = Settings(
            home=done.night.settings.home, inbox=done.night.settings.inbox, archive_passwords=passwords or {}
        )
        counts = standardise.run(Night.of(settings, done.night.business_date))
        assert (counts["standardised"], len(done.rows)) == (standardised, rows)


@pytest.mark.parametrize("file", ["zipcrypto.zip", "aes256.zip"])
def test_a_password_is_in_no_log_account_or_message(tmp_path, caplog, file):
    caplog.set_level(logging.DEBUG)
    content = (FILES / file).read_bytes()
    done = Delivered(tmp_path / "1", {"a.zip": content}, archive_passwords={"court": PASSWORD})
    wrong = Delivered(tmp_path / "2", {"a.zip": content}, archive_passwords={"court": "canary-wrong"})
    texts = [caplog.text, repr(done.night.settings), done.night.settings.model_dump_json()]
    texts += [(each.folder / "accounting.json").read_text("utf-8") for each in (done, wrong)]
    assert "canary" not in "".join(texts)


def test_passwords_come_from_the_environment_one_or_several(monkeypatch, tmp_path):
    monkeypatch.setenv("CROSSCHECK_ARCHIVE_PASSWORDS", '{"court": "one", "police": ["new", "old"]}')
    found = load_settings().archive_passwords
    assert [each.get_secret_value() for each in found["court"]] == ["one"]
    assert [each.get_secret_value() for each in found["police"]] == ["new", "old"]


def test_a_password_for_a_system_there_is_none_of_is_an_error_that_names_it(tmp_path):
    with pytest.raises(SettingsError, match="'archive_passwords': no system courts; known: court, justice, police"):
        Delivered(tmp_path, {"a.csv": CSV}, archive_passwords={"courts": PASSWORD})


def test_a_flipped_bit_in_an_aes_archive_is_found_by_its_authentication_code():
    content = bytearray((FILES / "aes256.zip").read_bytes())
    info = zipfile.ZipFile(FILES / "aes256.zip").infolist()[0]
    assert b"".join(unpack_aes(bytes(content), info, PASSWORD.encode())) == INSIDE
    content[info.header_offset + 30 + 5 + 40] ^= 1
    with pytest.raises(WrongPasswordError):
        b"".join(unpack_aes(bytes(content), info, PASSWORD.encode()))


def test_a_method_of_compression_we_do_not_open_is_named_and_is_no_encryption(tmp_path):
    done = Delivered(tmp_path, {"a.zip": (FILES / "deflate64.zip").read_bytes()})
    assert done.refused == {"a.zip/a.csv": "unknown_compression"}


def test_an_archive_is_refused_by_the_size_it_declares_before_anything_is_unpacked(tmp_path, monkeypatch):
    content = bytearray(zipped({"a.csv": CSV}))
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 200 << 20)
    monkeypatch.setattr("pipelines.standardise.unpacking._blocks", None)  # unpacking would fail
    assert Delivered(tmp_path, {"a.zip": bytes(content)}).refused == {"a.zip": "too_large"}


@pytest.mark.parametrize("declared", [len(CSV) - 30, len(CSV) + 30])
def test_a_member_that_is_not_as_large_as_it_declares_is_torn_and_not_cut(tmp_path, declared):
    content = bytearray(zipped({"a.csv": CSV}))
    struct.pack_into("<I", content, content.rindex(b"PK\x01\x02") + 24, declared)
    assert Delivered(tmp_path, {"a.zip": bytes(content)}).refused == {"a.zip/a.csv": "torn_archive"}


def test_a_member_whose_checksum_fits_a_shortened_text_is_not_taken_for_that_text(tmp_path):
    longer = CSV + csv_bytes([row(2)]).split(b"\r\n", 1)[1]
    content = bytearray(zipped({"a.csv": longer}))
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 16, zlib.crc32(CSV))
    struct.pack_into("<I", content, at + 24, len(CSV))
    assert Delivered(tmp_path, {"a.zip": bytes(content)}).refused == {"a.zip/a.csv": "torn_archive"}
