"""Words are appended, never changed; which of them stand is a question of the night asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import answers
from pipelines.answers import FAMILIES, Answer, AnswerError
from pipelines.database import transaction
from tests.ledgers import settings_at

NIGHT = date(2025, 10, 15)


def word(kind: str = "release", subject: str = "a1b2", other: str = "", **changed: object) -> Answer:
    said = Answer("release", "d", "", "理由", "王检察官", datetime.fromisoformat("2025-10-16T09:00:00"), NIGHT)
    return replace(said, **{"kind": kind, "subject": subject, "other": other, **changed})  # type: ignore[arg-type]


def test_a_word_counts_from_its_night_on_and_not_before(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    answers.record(settings, word())
    assert [a.kind for a in answers.known(settings, NIGHT)] == ["release"]
    assert answers.known(settings, NIGHT - timedelta(days=1)) == []


def test_the_last_word_about_a_thing_stands_whatever_kinds_are_asked_for(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    answers.record(settings, word("release"), word("withdraw"))
    assert [a.kind for a in answers.known(settings, NIGHT)] == ["withdraw"]
    assert answers.known(settings, NIGHT, "release") == []
    assert len(answers.history(settings)) == 2


def test_after_a_word_has_expired_the_one_before_it_stands_again(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    answers.record(
        settings, word("unfounded", "H01-1"), word("waived", "H01-1", until=NIGHT, details={"owner": "李检察官"})
    )
    assert [a.kind for a in answers.known(settings, NIGHT)] == ["waived"]
    assert [a.kind for a in answers.known(settings, NIGHT + timedelta(days=1))] == ["unfounded"]


def test_the_same_word_said_again_later_is_not_said_twice(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    first = answers.record(settings, word())
    assert answers.record(settings, word(given_at=datetime.fromisoformat("2026-01-01T00:00:00"))) == first
    assert len(answers.history(settings)) == 1


@pytest.mark.parametrize(
    ("tampering", "seen"),
    [
        ("UPDATE answers SET reason = '别的' WHERE place = 2", "answer 2 was changed"),
        ("DELETE FROM answers WHERE place = 2", "answer 2 is missing"),
        ("UPDATE answers SET from_night = '2025-10-01' WHERE place = 1", "answer 1 was changed"),
    ],
)
def test_tampering_shows(tmp_path: Path, tampering: str, seen: str) -> None:
    settings = settings_at(tmp_path)
    answers.record(settings, *(word(subject=f"delivery{n}") for n in range(3)))
    assert answers.verify_chain(settings) == []
    with transaction(settings) as connection:
        connection.exec_driver_sql(tampering)
    assert seen in answers.verify_chain(settings)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "guess"},
        {"reason": " "},
        {"author": ""},
        {"subject": ""},
        {"other": "b"},
        {"kind": "same", "subject": "b", "other": "a"},
        {"kind": "same", "other": ""},
        {"until": NIGHT - timedelta(days=1)},
        {"kind": "waived", "until": NIGHT},
        {"kind": "waived", "details": {"owner": "李检察官"}},
        {"kind": "cited"},
        {"kind": "issued", "other": "b"},
    ],
)
def test_a_word_no_night_could_use_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(AnswerError):
        word(**wrong)  # type: ignore[arg-type]


@given(
    st.lists(
        st.tuples(st.sampled_from(FAMILIES["delivery"]), st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 3)),
        max_size=8,
    ),
    st.integers(0, 6),
)
def test_what_stands_is_one_word_a_thing_and_none_out_of_its_time(
    said: list[tuple[str, str, int, int]], day: int
) -> None:
    words = [
        word(kind, subject, from_night=NIGHT + timedelta(days=start), until=NIGHT + timedelta(days=start + length))
        for kind, subject, start, length in said
    ]
    night = NIGHT + timedelta(days=day)
    stand = answers.standing(words, night)
    assert len({a.about for a in stand}) == len(stand)
    assert all(a.counts_on(night) for a in stand)
    assert {a.about for a in stand} == {a.about for a in words if a.counts_on(night)}
