"""A night is replaced whole, the content depends on nothing but the nights, and nothing personal gets in."""

from __future__ import annotations

import itertools
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import ledger
from pipelines.settings import Night, Settings
from tests.ledger.nights import CANARY, DAY1, DAY2, DAY3, finding, leave_night, settings_at
from tests.ledgers import fresh_schema


def three_nights(settings: Settings) -> list[Night]:
    return [
        leave_night(settings, DAY1, [finding("a"), finding("b")]),
        leave_night(settings, DAY2, [finding("b", since=None), finding("c", county="150202")]),
        leave_night(settings, DAY3, [finding("a"), finding("d", rule="S01")]),
    ]


def test_nights_in_any_order_leave_the_same_ledger(tmp_path: Path) -> None:
    digests = set()
    for order in itertools.permutations(range(3)):
        at = settings_at(tmp_path / "".join(map(str, order)))
        nights = three_nights(at)
        for number in order:
            ledger.run(nights[number])
        digests.add(ledger.content_digest(at))
    assert len(digests) == 1


def test_a_night_run_again_leaves_the_same_ledger(tmp_path: Path) -> None:
    at = settings_at(tmp_path)
    nights = three_nights(at)
    for night in nights:
        ledger.run(night)
    before = ledger.content_digest(at)
    for night in (nights[1], nights[0], nights[1]):
        ledger.run(night)
    assert ledger.content_digest(at) == before


@pytest.mark.sqlite_only
def test_the_digest_sees_a_change_in_any_table(tmp_path: Path) -> None:
    at = settings_at(tmp_path)
    ledger.run(leave_night(at, DAY1, [finding("a")]))
    seen = {ledger.content_digest(at)}
    tables = ["nights", "deliveries", "coverage", "rules", "findings"]
    for table, change in zip(
        tables, ["manifest='{}'", "rows_in=11", "state='late'", "version=2", "tier='B'"], strict=True
    ):
        with sqlite3.connect(tmp_path / "ledger.db") as connection:
            connection.execute(f"UPDATE {table} SET {change}")
        seen.add(ledger.content_digest(at))
    assert len(seen) == 1 + len(tables)


def test_a_replaced_night_keeps_nothing_of_the_old_one(tmp_path: Path) -> None:
    at = settings_at(tmp_path)
    ledger.run(leave_night(at, DAY1, [finding("old")]))
    night = leave_night(at, DAY1, [finding("new")])
    ledger.run(night)
    assert list(ledger.statuses(night)) == ["H01-new"]


KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from pipelines import ledger
from pipelines.settings import Night, Settings

@event.listens_for(Engine, "before_cursor_execute")
def kill(connection, cursor, statement, parameters, context, executemany):
    if statement.startswith("INSERT INTO " + sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

ledger.run(Night.of(Settings(home=Path(sys.argv[1])), date.fromisoformat(sys.argv[3])))
"""


@pytest.mark.parametrize("table", ["nights", "coverage", "findings"])
def test_a_run_killed_inside_the_transaction_leaves_the_old_night(table: str, tmp_path: Path) -> None:
    at = settings_at(tmp_path)
    ledger.run(leave_night(at, DAY1, [finding("old")]))
    before = ledger.content_digest(at)
    leave_night(at, DAY1, [finding("new")])
    elsewhere = {"CROSSCHECK_LEDGER_URL": at.ledger_url.get_secret_value()} if at.ledger_url else {}
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), table, DAY1.isoformat()],
        check=False,
        cwd=Path.cwd(),
        env={**os.environ, **elsewhere},
    )
    assert killed.returncode == -signal.SIGKILL
    assert ledger.content_digest(at) == before
    ledger.run(Night.of(at, DAY1))
    assert list(ledger.statuses(Night.of(at, DAY1))) == ["H01-new"]


@pytest.mark.sqlite_only
def test_no_personal_value_reaches_the_ledger_file_or_its_errors(tmp_path: Path) -> None:
    at = settings_at(tmp_path)
    ledger.run(leave_night(at, DAY1, [finding("a")]))
    raw = (tmp_path / "ledger.db").read_bytes()
    assert CANARY.encode() not in raw
    assert CANARY.encode("utf-16-le") not in raw
    assert json.dumps(CANARY).strip('"').encode() not in raw  # escaped as in JSON
    twice = leave_night(at, DAY2, [finding("a", finding_key=CANARY), finding("a", finding_key=CANARY)])
    with pytest.raises(ledger.LedgerError, match="IntegrityError") as refused:
        ledger.run(twice)
    assert CANARY not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.sqlite_only
def test_the_ledger_file_is_the_owners_alone(tmp_path: Path) -> None:
    ledger.known_nights(settings_at(tmp_path / "home"))
    assert (tmp_path / "home" / "ledger.db").stat().st_mode & 0o777 == 0o600


def test_the_manifest_says_what_the_night_stood_on_and_holds_no_secret(tmp_path: Path) -> None:
    at = settings_at(tmp_path, pseudonym_key="top-secret")
    night = leave_night(at, DAY1, [finding("a")])
    ledger.run(night)
    manifest = ledger.manifest(night)
    assert manifest["night"] == "2025-10-14"
    assert manifest["contract_version"] == night.contracts.version
    assert manifest["rules"] == {"H01": 1, "S01": 1}
    assert manifest["deliveries"][0]["sha256"] == ["sha-of-court.sentences-2025-10-14"]
    assert manifest["deliveries"][0]["verdict"] == "accept"
    assert "top-secret" not in json.dumps(manifest)
    assert CANARY not in json.dumps(manifest, ensure_ascii=False)


@pytest.mark.parametrize(
    ("change", "same"),
    [({"register_grace_days": 4}, False), ({"labels": {"H01": "脱漏管"}}, False), ({"pseudonym_key": "k"}, True)],
)
def test_the_settings_fingerprint_follows_what_changes_the_result(
    change: dict[str, object], same: bool, tmp_path: Path
) -> None:
    prints = []
    for name, explicit in (("one", {}), ("two", change)):
        night = leave_night(settings_at(tmp_path / name, **explicit), DAY1, [])
        ledger.run(night)
        prints.append(ledger.manifest(night)["settings"])
    assert (prints[0] == prints[1]) is same


def test_a_night_whose_rules_have_not_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ledger.run(Night.of(settings_at(tmp_path), DAY1))


@pytest.mark.sqlite_only
def test_postgresql_holds_the_same_content_and_tells_the_same_statuses(postgres_server: str, tmp_path: Path) -> None:
    on_sqlite = settings_at(tmp_path)
    on_postgres = settings_at(tmp_path, ledger_url=fresh_schema(postgres_server))
    for order, at in ((range(3), on_sqlite), ((2, 0, 1, 0), on_postgres)):
        nights = three_nights(at)
        for number in order:
            ledger.run(nights[number])
    assert ledger.content_digest(on_sqlite) == ledger.content_digest(on_postgres)
    assert ledger.statuses(Night.of(on_sqlite, DAY3)) == ledger.statuses(Night.of(on_postgres, DAY3))
    assert ledger.known_nights(on_postgres) == [DAY1, DAY2, DAY3]


@pytest.mark.sqlite_only
def test_postgresql_names_no_key_in_the_error_of_a_refused_night(postgres_server: str, tmp_path: Path) -> None:
    at = settings_at(tmp_path, ledger_url=fresh_schema(postgres_server))
    twice = leave_night(at, DAY2, [finding(CANARY), finding(CANARY)])
    before = ledger.content_digest(at)
    with pytest.raises(ledger.LedgerError, match="UniqueViolation") as refused:
        ledger.run(twice)
    assert CANARY not in str(refused.value)
    assert ledger.content_digest(at) == before
