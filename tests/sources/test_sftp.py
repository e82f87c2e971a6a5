"""SFTP, against a server that the test starts."""

from __future__ import annotations

import os
from urllib.parse import urlencode

import asyncssh
import pytest

from pipelines import landing, sources
from pipelines.sources import SourceError, SourceUnreachableError
from tests.sources.servers import PASSWORD, sftp_server

TERMS = """
kind = "sftp"
system = "court"
datasets = ["sentences", "revocations"]
owner = "中级法院信息处"
complete_when = "marker"
connection = "court_sftp"
root = "/out"
known_hosts = "court.known_hosts"
"""


@pytest.fixture
def server(tmp_path):
    (tmp_path / "served/out").mkdir(parents=True)
    with sftp_server(tmp_path / "served") as started:
        yield started


@pytest.fixture
def night(server, declared, tmp_path, monkeypatch):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/court.known_hosts").write_text(server.known_hosts())
    monkeypatch.setenv("AIRFLOW_CONN_COURT_SFTP", server.uri())
    return declared(court_sftp=TERMS)


def put(server, path, content=b"x", marker=True):
    file = server.root / "out" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    if marker:
        (file.parent / "_SUCCESS").touch()
    return file


def landed(night):
    return [
        (delivery.dataset, delivery.business_date.day, [landing.read_verified(delivery, f) for f in delivery.files])
        for delivery in landing.deliveries(night)
    ]


def codes(night):
    return {(problem.dataset, problem.code) for problem in sources.available(night).problems}


def test_complete_deliveries_up_to_the_night_land_byte_for_byte(server, night):
    big = os.urandom(3 << 20)
    put(server, "sentences/2025-10-15/a.csv", big)
    put(server, "sentences/2025-10-15/b.csv", b"two")
    put(server, "revocations/2025-10-14/r.csv", b"three")
    put(server, "sentences/2025-10-16/tomorrow.csv", b"four")
    assert landing.land(night)["landed"] == 2
    assert landed(night) == [("court.revocations", 14, [b"three"]), ("court.sentences", 15, [big, b"two"])]


def test_what_has_landed_is_not_transferred_again(server, night):
    put(server, "sentences/2025-10-15/a.csv", b"one" * 1000)
    landing.land(night)
    server.read = 0
    assert landing.land(night)["unchanged"] == 1
    assert server.read == 0


def test_a_corrected_delivery_lands_as_the_next_in_sequence(server, night):
    put(server, "sentences/2025-10-15/a.csv", b"one")
    landing.land(night)
    put(server, "sentences/2025-10-15/a.csv", b"corrected")
    assert landing.land(night)["landed"] == 1
    assert [delivery.sequence for delivery in landing.deliveries(night)] == [1, 2]


def test_without_its_marker_nothing_of_a_delivery_is_read(server, night):
    put(server, "sentences/2025-10-15/a.csv", b"half of i", marker=False)
    assert landing.land(night)["landed"] == 0
    assert codes(night) == {("court.sentences", "incomplete")}
    assert server.read == 0


@pytest.mark.parametrize("uploading", ["b.csv.filepart", ".b.csv.Xk3", "b.csv.part", "b.tmp"])
def test_while_a_temporary_name_is_there_a_delivery_by_renaming_waits(server, night, declared, uploading):
    night = declared(court_sftp=TERMS.replace('"marker"', '"renamed"'))
    put(server, "sentences/2025-10-15/a.csv", b"one", marker=False)
    part = put(server, f"sentences/2025-10-15/{uploading}", b"tw", marker=False)
    assert landing.land(night)["landed"] == 0
    assert ("court.sentences", "incomplete") in codes(night)
    part.rename(part.with_name("b.csv"))
    assert landing.land(night)["landed"] == 1
    assert landed(night) == [("court.sentences", 15, [b"one", b"tw"])]


def test_every_file_needs_its_own_marker_where_that_is_agreed(server, night, declared):
    night = declared(court_sftp=TERMS.replace('"marker"', '"file_markers"'))
    put(server, "sentences/2025-10-15/a.csv", b"one", marker=False)
    put(server, "sentences/2025-10-15/a.csv.done", b"", marker=False)
    put(server, "sentences/2025-10-15/b.csv", b"two", marker=False)
    assert landing.land(night)["landed"] == 0
    put(server, "sentences/2025-10-15/b.csv.done", b"", marker=False)
    assert landing.land(night)["landed"] == 1
    assert landed(night) == [("court.sentences", 15, [b"one", b"two"])]


def test_a_file_still_growing_waits_where_the_size_must_settle(server, night, declared, monkeypatch):
    night = declared(court_sftp=TERMS.replace('"marker"', '"size_stable"\nsettle_seconds = 1'))
    growing = put(server, "sentences/2025-10-15/a.csv", b"one", marker=False)
    put(server, "revocations/2025-10-15/r.csv", b"still", marker=False)

    def meanwhile(_seconds):
        with growing.open("ab") as upload:
            upload.write(b" more")

    monkeypatch.setattr("pipelines.sources.layout.time.sleep", meanwhile)
    assert landing.land(night)["landed"] == 1
    assert landed(night) == [("court.revocations", 15, [b"still"])]
    monkeypatch.setattr("pipelines.sources.layout.time.sleep", lambda _seconds: None)
    assert landing.land(night)["landed"] == 1


def test_a_server_with_another_host_key_is_refused_before_a_password_is_sent(server, night, tmp_path):
    put(server, "sentences/2025-10-15/a.csv")
    stranger = asyncssh.generate_private_key("ssh-ed25519")
    (tmp_path / "sources/court.known_hosts").write_text(server.known_hosts(stranger))
    with pytest.raises(SourceError, match=r"does not show the host key of court\.known_hosts") as raised:
        landing.land(night)
    assert not isinstance(raised.value, ConnectionError)
    assert server.logins == 0
    assert landing.deliveries(night) == []


def test_a_server_not_named_in_known_hosts_is_refused_too(server, night, tmp_path):
    (tmp_path / "sources/court.known_hosts").write_text("")
    with pytest.raises(SourceError, match="does not show the host key"):
        landing.land(night)
    assert server.logins == 0


def test_host_key_checking_cannot_be_switched_off_in_the_connection(server, night, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_COURT_SFTP", server.uri() + "?no_host_key_check=true")
    with pytest.raises(SourceError, match="no_host_key_check is not honoured"):
        landing.land(night)


def test_a_wrong_password_is_no_network_fault_and_is_not_shown(server, night, monkeypatch, caplog):
    monkeypatch.setenv("AIRFLOW_CONN_COURT_SFTP", server.uri("canary-wrong"))
    with pytest.raises(SourceError, match="refuses this account; check AIRFLOW_CONN_COURT_SFTP") as raised:
        landing.land(night)
    assert not isinstance(raised.value, ConnectionError)
    assert "canary" not in str(raised.value) + caplog.text


def test_a_connection_cut_midway_leaves_nothing_and_the_next_pull_takes_it_whole(server, night):
    put(server, "sentences/2025-10-15/a.csv", b"one")
    put(server, "sentences/2025-10-15/b.csv", os.urandom(6 << 20))
    server.cut_after = 2 << 20
    with pytest.raises(SourceUnreachableError, match="the connection failed while reading a file") as raised:
        landing.land(night)
    assert isinstance(raised.value, ConnectionError)
    assert landing.deliveries(night) == []
    assert [path.name for path in night.landing.rglob("*") if path.is_file()] == [".lock"]
    server.cut_after = None
    assert landing.land(night)["landed"] == 1


def test_a_server_that_is_down_is_a_network_fault_and_others_still_land(server, night, declared, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_COURT_SFTP", f"sftp://u:{PASSWORD}@127.0.0.1:1")
    file = night.settings.inbox / "police/travel/2025-10-15/t.csv"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x")
    with pytest.raises(ConnectionError, match=r"source court-sftp: 127\.0\.0\.1 cannot be reached"):
        landing.land(night)
    assert [delivery.dataset for delivery in landing.deliveries(night)] == ["police.travel"]


def test_a_file_replaced_while_it_is_read_is_not_taken(server, night):
    put(server, "revocations/2025-10-15/r.csv", b"other")
    file = put(server, "sentences/2025-10-15/a.csv", b"one")

    def replace(path):
        if path.endswith("a.csv"):
            file.write_bytes(b"another")

    server.on_open = replace
    counts = landing.land(night)
    assert (counts["landed"], counts["not_taken"]) == (1, 1)
    assert landed(night) == [("court.revocations", 15, [b"other"])]


KEY = asyncssh.generate_private_key("ssh-ed25519")
PASSPHRASE = "canary phrase"


def key_uri(server, **options):
    """The account without a password; the key by Airflow's own extras."""
    return server.uri().replace(f":{PASSWORD}@", "@") + "?" + urlencode(options)


def test_a_private_key_in_a_file_lets_us_in_without_a_password(server, night, monkeypatch, tmp_path):
    KEY.write_private_key(tmp_path / "id")
    server.accepts = KEY
    monkeypatch.setenv("AIRFLOW_CONN_COURT_SFTP", key_uri(server, key_file=tmp_path / "id"))
    put(server, "sentences/2025-10-15/a.csv", b"one")
    assert landing.land(night)["landed"] == 1
    assert server.logins == 0


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_private_key_in_the_connection_itself_lets_us_in(server, night, monkeypatch, passphrase):
    text = KEY.export_private_key("openssh", passphrase=passphrase).decode()
    options = {"private_key": text} | ({"private_key_passphrase": passphrase} if passphrase else {})
    server.accepts = KEY
    monkeypatch.setenv("AIRFLOW_CONN_COURT_SFTP", key_uri(server, **options))
    put(server, "sentences/2025-10-15/a.csv", b"one")
    assert landing.land(night)["landed"] == 1
    assert server.logins == 0


def test_a_key_the_server_does_not_know_is_refused_and_not_shown(server, night, monkeypatch, tmp_path, caplog):
    KEY.write_private_key(tmp_path / "id")
    server.accepts = asyncssh.generate_private_key("ssh-ed25519")
    monkeypatch.setenv("AIRFLOW_CONN_COURT_SFTP", key_uri(server, key_file=tmp_path / "id"))
    with pytest.raises(SourceError, match="refuses this account; check AIRFLOW_CONN_COURT_SFTP") as raised:
        landing.land(night)
    assert not isinstance(raised.value, ConnectionError)


@pytest.mark.parametrize("passphrase", [None, "canary-wrong"])
def test_a_key_that_cannot_be_opened_is_named_without_its_passphrase(
    server, night, monkeypatch, tmp_path, caplog, passphrase
):
    KEY.write_private_key(tmp_path / "id", passphrase=PASSPHRASE)
    options = {"key_file": tmp_path / "id"} | ({"private_key_passphrase": passphrase} if passphrase else {})
    monkeypatch.setenv("AIRFLOW_CONN_COURT_SFTP", key_uri(server, **options))
    with pytest.raises(SourceError, match="the private key, its passphrase or") as raised:
        landing.land(night)
    assert "canary" not in str(raised.value) + caplog.text


def test_without_password_and_key_no_key_of_this_machine_is_tried(server, night, monkeypatch, tmp_path):
    (tmp_path / ".ssh").mkdir()
    KEY.write_private_key(tmp_path / ".ssh/id_ed25519")
    monkeypatch.setenv("HOME", str(tmp_path))
    server.accepts = KEY
    monkeypatch.setenv("AIRFLOW_CONN_COURT_SFTP", key_uri(server))
    with pytest.raises(SourceError, match="refuses this account"):
        landing.land(night)


@pytest.mark.parametrize("content", ["no key", None])
def test_a_key_file_that_is_none_or_not_there_is_named(server, night, monkeypatch, tmp_path, content):
    if content is not None:
        (tmp_path / "id").write_text(content)
    monkeypatch.setenv("AIRFLOW_CONN_COURT_SFTP", key_uri(server, key_file=tmp_path / "id"))
    with pytest.raises(SourceError, match=r"the private key, its passphrase or court\.known_hosts cannot be read"):
        landing.land(night)


def test_a_root_that_is_not_there_is_an_error_that_names_it(server, night, declared):
    night = declared(court_sftp=TERMS.replace('"/out"', '"/elsewhere"'))
    with pytest.raises(SourceError, match="source court-sftp: '/elsewhere' is not there"):
        landing.land(night)
