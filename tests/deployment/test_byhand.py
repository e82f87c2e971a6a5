"""The services of docker-compose.yml, run as they say without an engine: they are well, closed in, and do their nights.

Minutes of computing and root on Linux: CROSSCHECK_BYHAND=FOLDER before pytest (`make compose-check`). The folder keeps
image, volumes, secrets and output; where it holds an image, that is used again.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import openpyxl
import pytest

from deployment.byhand.composition import services
from deployment.byhand.containers import Composition
from tests.deployment.listeners import MAIL, WEBHOOK
from tests.replies.workbooks import fill

FOLDER = os.environ.get("CROSSCHECK_BYHAND", "")
NIGHTS = ("2025-10-15", "2025-10-16", "2025-10-17")
ALERTS = {
    "CROSSCHECK_ALERTS__MAIL_TO": '["duty@example.org"]',
    "CROSSCHECK_ALERTS__WEBHOOK_CONNECTION": "crosscheck_webhook",
}

pytestmark = pytest.mark.skipif(not FOLDER, reason="make compose-check runs it")


@pytest.fixture(scope="module")
def places():
    """Where people put replies, and where messages end up."""
    folder = Path(FOLDER).resolve()
    replies, told = folder / "replies", folder / "told"
    for each in (replies, told):
        each.mkdir(parents=True, exist_ok=True)
        for file in each.iterdir():
            file.unlink()
    return replies, told


@pytest.fixture(scope="module")
def running(places):
    replies, told = places
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSCHECK_REPLIES", str(replies))
        composition = Composition(Path(FOLDER).resolve(), ALERTS)
        try:
            for old in ("volumes", "secrets", "output"):
                shutil.rmtree(composition.folder / old, ignore_errors=True)
            composition.build()
            composition.prepare()
            composition.up()
            with composition.beside(sys.executable, "-m", "tests.deployment.listeners", str(told)):
                mail = {"disable_ssl": True, "disable_tls": True, "from_email": "crosscheck@example.org"}
                connections = {
                    "crosscheck_smtp": {"conn_type": "smtp", "host": "127.0.0.1", "port": MAIL, "extra": mail},
                    "crosscheck_webhook": {"conn_type": "http", "host": "127.0.0.1", "port": WEBHOOK},
                }
                for name, connection in connections.items():
                    airflow(composition, "connections", "delete", name, check=False)
                    airflow(composition, "connections", "add", name, "--conn-json", json.dumps(connection))
                yield composition
        finally:
            composition.down()


def airflow(running, *words, check=True):
    return running.execute("scheduler", "airflow", *words, check=check).stdout


def asked(running, query):
    """Rows of Airflow's metadata, as text."""
    password = {"PGPASSWORD": (running.folder / "secrets/postgres_password").read_text()}
    order = ("psql", "-h", "127.0.0.1", "-U", "crosscheck", "-d", "airflow", "-AtF", "\t", "-c", query)
    lines = running.execute("postgres", *order, more=password).stdout.splitlines()
    return [line.split("\t") for line in lines]


def run(running, dag, count, *, seconds=1800):
    """Wait until so many runs of a DAG are there and none is open; its tasks by state."""
    limit = time.monotonic() + seconds
    while True:
        (states,) = asked(
            running,
            "SELECT count(*), count(*) FILTER (WHERE state IN ('success', 'failed')) "
            f"FROM dag_run WHERE dag_id = '{dag}'",
        )
        if int(states[0]) >= count and states[0] == states[1]:
            return asked(
                running, f"SELECT task_id, state, count(*) FROM task_instance WHERE dag_id = '{dag}' GROUP BY 1, 2"
            )
        assert time.monotonic() < limit, asked(running, "SELECT dag_id, task_id, state FROM task_instance")
        time.sleep(3)


def volume(running, name):
    return running.folder / "volumes" / name


def test_every_service_is_well_by_its_own_check(running):
    lasting = [service for service in services().values() if service.healthcheck]
    assert [service.name for service in lasting if not running.healthy(service)] == []


@pytest.mark.parametrize("name", ["api-server", "scheduler", "dag-processor", "triggerer"])
def test_a_service_has_no_rights_writes_to_volumes_alone_and_gets_no_further_than_its_neighbours(running, name):
    told = running.execute(name, "sh", "-c", "id -u; grep -E 'CapEff|NoNewPrivs' /proc/1/status").stdout
    assert told.split() == ["50000", "CapEff:", "0000000000000000", "NoNewPrivs:", "1"]
    for place in ("/", "/opt/crosscheck", "/opt/crosscheck/program", "/exports", "/replies", "/etc"):
        assert running.execute(name, "touch", f"{place}/new", check=False).returncode != 0
    assert running.execute(name, "touch", "/opt/crosscheck/var/new").returncode == 0
    running.execute(name, "rm", "/opt/crosscheck/var/new")
    out = "import socket; socket.create_connection(('192.0.2.1', 443), 3)"
    assert "Network is unreachable" in running.execute(name, "python", "-c", out, check=False).stderr


def test_the_scheduler_runs_the_nights_and_tells_what_stands_out(running, places):
    for night in NIGHTS:
        airflow(running, "dags", "trigger", "nightly", "--conf", json.dumps({"business_date": night}))
    airflow(running, "dags", "unpause", "-y", "nightly")  # which begins these, and the scheduled run of last night
    states = run(running, "nightly", len(NIGHTS) + 1)
    assert {state for _, state, _ in states} == {"success"}
    reports = volume(running, "home") / "reports"
    assert set(NIGHTS) < {folder.name for folder in reports.iterdir()}
    assert (reports / NIGHTS[-1] / "region/report.html").stat().st_mode & 0o777 == 0o600
    (last_night,) = {folder.name for folder in reports.iterdir()} - set(NIGHTS)
    told = messages(places[1])
    assert len(told["mail"]) == len(told["hook"]) > 1
    for texts in told.values():
        assert any(last_night in text and "“社区矫正对象登记”未收到" in text for text in texts)


def test_a_filled_in_workbook_is_taken_and_shows_in_the_newest_report(running, places):
    home, (replies, _) = volume(running, "home"), places
    book = openpyxl.load_workbook(home / "reports" / NIGHTS[-1] / "region/clues.xlsx")
    fill(book, "H01", {"核查结论": "属实", "备注": "金丝雀已核实"})
    book.save(replies / "clues.xlsx")
    (replies / "clues.xlsx").chmod(0o644)
    replies.chmod(0o755)
    airflow(running, "dags", "unpause", "-y", "replies")  # its scheduled run of last evening begins at once
    assert {(task, state) for task, state, _ in run(running, "replies", 1)} == {
        ("pick_up", "success"),
        ("show", "success"),
    }
    assert "金丝雀已核实" in (home / "reports" / NIGHTS[-1] / "region/report.html").read_text("utf-8")
    stands = running.execute("scheduler", "crosscheck", "replies", "list", "--night", NIGHTS[-1], "--json").stdout
    assert [answer["answer"] for answer in json.loads(stands)] == ["confirmed"]


def test_upkeep_is_green_and_red_and_told_once_a_byte_as_received_has_changed(running, places):
    airflow(running, "dags", "unpause", "-y", "upkeep")
    assert {state for _, state, _ in run(running, "upkeep", 1)} == {"success"}
    before = len(messages(places[1])["mail"])
    landed = next(file for file in sorted((volume(running, "home") / "landing").rglob("*.csv")))
    content = landed.read_bytes()
    landed.chmod(0o600)
    landed.write_bytes(content[:-1] + b"?")
    try:
        airflow(running, "dags", "trigger", "upkeep", "--conf", json.dumps({"business_date": NIGHTS[-1]}))
        states = {(task, state) for task, state, _ in run(running, "upkeep", 2)}
        assert ("integrity", "failed") in states
        assert ("retention", "upstream_failed") in states
    finally:
        landed.write_bytes(content)
    assert len(messages(places[1])["mail"]) > before


def test_no_message_and_no_log_holds_a_name_of_the_register(running, places):
    import pyarrow.parquet as pq

    names = set()
    for file in (volume(running, "home") / "canonical/justice.register").glob("*/rows.parquet"):
        names |= set(pq.read_table(file, columns=["person_name"])["person_name"].to_pylist())
    assert len(names) > 50
    told = "\n".join(text for texts in messages(places[1]).values() for text in texts)
    logs = "\n".join(file.read_text("utf-8") for file in sorted((volume(running, "airflow") / "logs").rglob("*.log")))
    assert logs.count("Returned value was") > 60  # counts of every task of four nights
    # names of two characters also stand inside ordinary words
    assert [name for name in sorted(filter(None, names)) if len(name) > 2 and (name in told or name in logs)] == []


def messages(folder):
    """What arrived, as text."""
    mails = [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.glob("mail-*"))]
    hooks = [json.loads(file.read_bytes()) for file in sorted(folder.glob("hook-*"))]
    return {
        "mail": [f"{mail['subject']}\n{mail.get_body().get_content()}" for mail in mails],
        "hook": [f"{hook['subject']}\n{hook['text']}" for hook in hooks],
    }
