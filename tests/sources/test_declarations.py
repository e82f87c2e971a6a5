"""Declarations: a typo is an error that names file, key and what is allowed."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest

from pipelines import inspection, landing, sources
from pipelines.sources import DeclarationError, SourceError

FOLDER = """
kind = "folder"
system = "court"
datasets = ["sentences"]
owner = "中级法院信息处"
expected_by = "02:00"
complete_when = "marker"
root = "../court"
"""
DATABASE = """
kind = "database"
system = "justice"
datasets = ["contacts"]
owner = "司法局信息中心"
connection = "justice_db"
[queries.contacts]
sql = "SELECT 1"
watermark = "changed_at"
"""
SFTP = FOLDER.replace('"folder"', '"sftp"') + 'connection = "x"\nknown_hosts = "none"\n'


@pytest.mark.parametrize(
    ("text", "before", "after", "said"),
    [
        (FOLDER, "owner =", "onwer =", "unknown key 'onwer'; did you mean 'owner'.* allowed: kind, system, datasets"),
        (FOLDER, 'owner = "中级法院信息处"', "", "key 'owner' is missing"),
        (FOLDER, '"folder"', '"ftp"', "key 'kind': allowed: database, folder, s3, sftp"),
        (FOLDER, '"court"', '"courts"', "key 'system': allowed: court, justice, police"),
        (FOLDER, '"sentences"', '"sentence"', "'datasets': sentence is no dataset of court; allowed: sentences, rev"),
        (FOLDER, '["sentences"]', '["sentences", "sentences"]', "key 'datasets': one stands there twice"),
        (FOLDER, '["sentences"]', "[]", "key 'datasets': .*at least 1"),
        (FOLDER, '"marker"', '"marked"', "'complete_when': allowed: marker, file_markers, renamed or size_stable"),
        (FOLDER, '"02:00"', '"2 Uhr"', "key 'expected_by': .*such as \"02:00\""),
        (
            FOLDER,
            'kind = "folder"',
            'kind = "folder"\nschedule = "weekly"',
            'key \'schedule\': .*"daily", "working_days"',
        ),
        (FOLDER, 'kind = "folder"', 'kind = "folder"\nschedule = [0, 32]', "key 'schedule': .*days of the week"),
        (FOLDER, 'kind = "folder"', 'kind = "folder"\nschedule = ["Monday"]', "key 'schedule': .*mon, tue"),
        (FOLDER, 'root = "../court"', "root = 3", "key 'root': "),
        (FOLDER, '"marker"', '"renamed"\nmarker = "x"', "key 'marker': belongs to complete_when"),
        (FOLDER, '"marker"', '"marker"\nsettle_seconds = 5', "key 'settle_seconds': belongs to complete_when"),
        (FOLDER, '"marker"', '"marker"\npassword = "canary"', "unknown key 'password'"),
        (FOLDER, 'kind = "folder"', 'kind = "canary', "not readable as TOML .at line 2"),
        (SFTP, "", "", "key 'known_hosts': .*none is not there"),
        (DATABASE, "sql =", "sqll =", "unknown key 'queries.contacts.sqll'; did you mean 'sql'. allowed: sql, waterm"),
        (DATABASE, 'watermark = "changed_at"', "", "key 'queries.contacts.watermark' is missing: .* increments"),
        (DATABASE, "queries.contacts", "queries.contact", "key 'queries': contact, contacts must stand both"),
        (DATABASE, "contacts", "register", "'queries.register.watermark': .* in full, take the watermark out"),
    ],
)
def test_a_typo_is_an_error_that_names_file_key_and_what_is_allowed(declared, text, before, after, said):
    changed = text.replace(before, after) if before else text
    with pytest.raises(DeclarationError, match=said) as raised:
        sources.available(declared(some_source=changed))
    assert "some-source.toml: " in str(raised.value)
    assert "canary" not in str(raised.value)


def test_two_declarations_of_one_dataset_are_an_error_that_names_both(declared):
    with pytest.raises(DeclarationError, match=r"b\.toml: key 'datasets': court.sentences is declared in a.toml, too"):
        sources.available(declared(a=FOLDER, b=FOLDER))


def test_a_declaration_in_another_format_is_not_passed_over(declared, tmp_path):
    night = declared(a=FOLDER)
    (tmp_path / "sources/police.yaml").write_text("kind: folder")
    with pytest.raises(DeclarationError, match=r"police\.yaml: declarations are TOML files; name it police\.toml"):
        sources.available(night)


def test_a_folder_of_declarations_that_is_not_there_is_an_error(declared, tmp_path):
    night = declared()
    (tmp_path / "sources").rmdir()
    with pytest.raises(DeclarationError, match="does not exist; create it, or set 'sources'"):
        sources.available(night)


def put(folder, path):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x")


def test_a_declared_dataset_comes_from_its_source_and_all_others_from_the_inbox(declared, tmp_path):
    night = declared(court=FOLDER)
    put(tmp_path / "court", "sentences/2025-10-15/a.csv")
    put(tmp_path / "court", "sentences/2025-10-15/_SUCCESS")
    put(tmp_path / "inbox", "court/sentences/2025-10-15/b.csv")
    put(tmp_path / "inbox", "court/revocations/2025-10-15/c.csv")
    listing = sources.available(night)
    assert [(offer.dataset, offer.origin) for offer in listing.offers] == [
        ("court.revocations", "inbox"),
        ("court.sentences", "court"),
    ]
    assert [(problem.path, problem.code) for problem in listing.problems] == [("court/sentences", "declared_elsewhere")]


def test_what_is_expected_and_not_there_is_named_with_hour_and_owner(declared, tmp_path):
    night = declared(court=FOLDER)
    (tmp_path / "court").mkdir()
    (found,) = sources.available(night, "court").problems
    assert (found.dataset, found.code) == ("court.sentences", "awaited")
    assert "by 2025-10-16 02:00 (Shanghai); ask 中级法院信息处" in found.text
    (expected,) = sources.expected(night)
    assert expected.by.isoformat() == "2025-10-16T02:00:00+08:00"
    assert sources.expected(night, "police") == []


@pytest.mark.parametrize(
    ("schedule", "due"),
    [
        ('"daily"', {1, 4, 8, 9, 11, 15, 31}),
        ('"working_days"', {9, 11, 15, 31}),  # the holiday of October 1 to 8, and Saturday the 11th to make up for it
        ('["wed", "sat"]', {1, 4, 8, 11, 15}),
        ("[1, 15]", {1, 15}),
        ("[31]", {31}),
    ],
)
def test_a_delivery_is_awaited_on_the_days_of_its_schedule_alone(declared, tmp_path, schedule, due):
    (tmp_path / "court").mkdir()
    awaited = set()
    for day in (1, 4, 8, 9, 11, 15, 31):
        night = declared(date(2025, 10, day), court=FOLDER + f"schedule = {schedule}\n")
        found = {problem.code for problem in sources.available(night, "court").problems}
        if found:
            assert found == {"awaited"}
            awaited.add(day)
        assert [each.dataset for each in sources.expected(night)] == (["court.sentences"] if found else [])
    assert awaited == due


def test_of_a_month_without_the_day_its_last_one_is_meant(declared, tmp_path):
    night = declared(date(2025, 2, 28), court=FOLDER + "schedule = [31]\n")
    assert len(sources.expected(night)) == 1


def test_a_declared_folder_that_is_not_mounted_keeps_no_other_source_out(declared, tmp_path):
    night = declared(court=FOLDER)
    put(tmp_path / "inbox", "police/travel/2025-10-15/t.csv")
    with pytest.raises(SourceError, match=r"source court: folder .*court does not exist"):
        landing.land(night)
    assert [delivery.dataset for delivery in landing.deliveries(night)] == ["police.travel"]


def test_doctor_names_each_source_and_the_connection_that_is_not_set(declared, monkeypatch):
    night = declared(court=FOLDER, justice_db=DATABASE)
    monkeypatch.delenv("AIRFLOW_CONN_JUSTICE_DB", raising=False)
    checks = {check.name: check for check in inspection.examine(night.settings)}
    assert checks["source court"].ok
    assert "court.sentences; daily, expected by 02:00; owner: 中级法院信息处" in checks["source court"].text
    assert not checks["source justice-db"].ok
    assert "set AIRFLOW_CONN_JUSTICE_DB to a URI" in checks["source justice-db"].text


@pytest.mark.parametrize(
    "value", ["canary", "sftp://u:canary@host:canary", '{"conn_type": "canary"', '{"extra": "canary"}']
)
def test_a_connection_that_cannot_be_read_is_named_without_its_value(declared, monkeypatch, caplog, value):
    monkeypatch.setenv("AIRFLOW_CONN_JUSTICE_DB", value)
    with caplog.at_level(logging.DEBUG), pytest.raises(SourceError, match="AIRFLOW_CONN_JUSTICE_DB") as raised:
        landing.land(declared(justice_db=DATABASE))
    assert "canary" not in str(raised.value) + caplog.text


def test_a_connection_reads_as_airflow_writes_it_and_prints_no_secret(monkeypatch):
    from pipelines.sources.connections import connection

    uri = "postgres://a%40b:p%2Fw@h:5433/db?sslmode=require&__extra__=%7B%22n%22%3A+1%7D"
    json = (
        '{"conn_type": "postgres", "login": "a@b", "password": "p/w", "host": "h", "port": 5433, "schema": "db", '
        '"extra": {"sslmode": "require", "n": 1}}'
    )
    found = []
    for text in (uri, json):
        monkeypatch.setenv("AIRFLOW_CONN_X", text)
        found.append(connection("x"))
    assert found[0] == found[1]
    assert (found[0].login, found[0].password, found[0].options) == ("a@b", "p/w", {"sslmode": "require", "n": "1"})
    assert repr(found[0]) == "Connection(name='x', host='h')"


def test_doctor_wants_an_own_key_as_soon_as_a_source_is_declared(declared):
    night = declared(court=FOLDER)
    sample = night.settings.model_copy(update={"inbox": Path("data/sample/inbox")})
    found = {check.name: check.ok for check in inspection.examine(sample)}
    assert not found["pseudonym key"]
    alone = sample.model_copy(update={"sources": None})
    assert {check.name: check.ok for check in inspection.examine(alone)}["pseudonym key"]


def test_an_inbox_that_no_dataset_needs_may_be_missing(declared, tmp_path):
    files = {}
    for system in ("court", "justice", "police"):
        names = [dataset.name for dataset in declared().contracts.of_source(system)]
        files[system] = FOLDER.replace('"court"', f'"{system}"').replace('["sentences"]', str(names))
        (tmp_path / system).mkdir()
    night = declared(**{name: text.replace('"../court"', f'"../{name}"') for name, text in files.items()})
    bare = night.settings.model_copy(update={"inbox": tmp_path / "none"})
    assert "inbox" not in {check.name for check in inspection.examine(bare)}
    assert sources.available(type(night)(bare, night.contracts, night.business_date)).failures == ()
