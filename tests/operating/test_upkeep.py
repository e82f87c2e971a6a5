"""Damage to what is kept is seen, and a word that has run out is told the morning after."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date, datetime

import pytest

from pipelines import answers, landing
from pipelines.answers import Answer
from pipelines.operating import expired_words, integrity
from pipelines.settings import Night, Settings

DAY = date(2025, 10, 15)


@pytest.fixture
def kept(first_night, tmp_path):
    """What one night keeps, to be damaged."""
    shutil.copytree(first_night.home / "landing", tmp_path / "landing")
    settings = first_night.model_copy(update={"home": tmp_path})
    answers.record(settings, *(word(f"delivery{place}") for place in range(2)))
    return Night.of(settings, DAY)


def word(subject: str, kind: str = "release", until: date | None = None) -> Answer:
    return Answer(
        kind, subject, "", "理由", "王", datetime.fromisoformat("2025-10-14T09:00:00"), date(2025, 10, 1), until
    )


def test_an_undamaged_installation_is_silent(kept):
    assert integrity(kept) == []


def test_one_changed_byte_in_a_landed_file_is_seen(kept):
    file = max((path for path in kept.landing.rglob("*.csv")), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)
    assert [each.code for each in integrity(kept)] == ["damaged_landing"]


def test_a_missing_manifest_is_seen(kept):
    (landing.deliveries(kept)[0].folder / "manifest.json").unlink()
    assert [each.code for each in integrity(kept)] == ["damaged_landing"]


def test_a_changed_answer_is_seen(kept):
    with sqlite3.connect(kept.settings.home / "ledger.db") as connection:
        connection.execute("UPDATE answers SET reason = 'x' WHERE place = 1")
    assert {each.code for each in integrity(kept)} == {"broken_chain"}


@pytest.mark.parametrize(
    ("until", "told"), [(None, False), (DAY, False), (date(2025, 10, 14), True), (date(2025, 10, 13), False)]
)
def test_a_word_is_told_on_the_day_after_its_last_night(tmp_path, until, told):
    settings = Settings(home=tmp_path)
    answers.record(settings, word("d1", until=until))
    assert bool(expired_words(settings, DAY)) is told
