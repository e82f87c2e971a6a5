"""Since when a delivery is known: what came later than its business date counts from the night it came."""

from __future__ import annotations

import itertools
import json
from datetime import date
from pathlib import Path

import pytest

from pipelines import landing
from pipelines.settings import Night, Settings, SettingsError

FIFTEENTH, SIXTEENTH, EIGHTEENTH, TWENTIETH = (date(2025, 10, day) for day in (15, 16, 18, 20))
NIGHTS = (FIFTEENTH, SIXTEENTH, EIGHTEENTH, TWENTIETH)


def night(root: Path, day: date, as_known: date | None = None, home: str = "var") -> Night:
    return Night.of(Settings(home=root / home, inbox=root / "inbox"), day, as_known)


def put(root: Path, where: str, content: bytes) -> None:
    for system in ("court", "justice", "police"):
        (root / "inbox" / system).mkdir(parents=True, exist_ok=True)
    file = root / "inbox/court/sentences" / where / "a.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def known(of: Night) -> list[tuple[int, int, bytes]]:
    """(day, sequence, bytes) of what a night knows."""
    return [
        (each.business_date.day, each.sequence, landing.read_verified(each, each.files[0]))
        for each in landing.deliveries(of)
    ]


@pytest.fixture
def corrected(tmp_path):
    """The 15th came in time and was corrected twice; the 16th came late."""
    put(tmp_path, "2025-10-15", b"first")
    put(tmp_path, "2025-10-15/received-2025-10-18", b"second")
    put(tmp_path, "2025-10-15/received-2025-10-20", b"third")
    put(tmp_path, "2025-10-16/received-2025-10-18", b"late")
    return tmp_path


EXPECTED = {
    FIFTEENTH: [(15, 1, b"first")],
    SIXTEENTH: [(15, 1, b"first")],
    EIGHTEENTH: [(15, 1, b"first"), (15, 2, b"second"), (16, 1, b"late")],
    TWENTIETH: [(15, 1, b"first"), (15, 2, b"second"), (15, 3, b"third"), (16, 1, b"late")],
}


@pytest.mark.parametrize("order", list(itertools.permutations(NIGHTS))[::5])
def test_a_night_knows_what_had_come_by_then_whichever_night_was_pulled_first(corrected, order):
    for day in order:
        landing.land(night(corrected, day))
    for day in NIGHTS:
        assert known(night(corrected, day)) == EXPECTED[day], (order, day)


def test_pulling_again_changes_nothing_and_finds_no_problem(corrected):
    landing.land(night(corrected, TWENTIETH))
    before = known(night(corrected, TWENTIETH))
    for day in NIGHTS:
        counts = landing.land(night(corrected, day))
        assert (counts["landed"], counts["not_taken"], counts["problems"]) == (0, 0, 0)
    assert known(night(corrected, TWENTIETH)) == before


def test_an_early_night_does_not_land_what_came_later(corrected):
    landing.land(night(corrected, SIXTEENTH))
    assert len(list((corrected / "var").rglob("manifest.json"))) == 1


def test_the_corrected_view_of_a_past_night_knows_what_came_later_for_its_dates(corrected):
    landing.land(night(corrected, TWENTIETH))
    assert known(night(corrected, FIFTEENTH, EIGHTEENTH)) == [(15, 1, b"first"), (15, 2, b"second")]
    assert known(night(corrected, SIXTEENTH, TWENTIETH)) == EXPECTED[TWENTIETH]


def test_a_correction_put_in_the_place_of_the_first_counts_from_the_business_date(tmp_path):
    put(tmp_path, "2025-10-15", b"first")
    landing.land(night(tmp_path, FIFTEENTH))
    put(tmp_path, "2025-10-15", b"second")
    landing.land(night(tmp_path, TWENTIETH))
    assert known(night(tmp_path, FIFTEENTH)) == [(15, 1, b"first"), (15, 2, b"second")]


def test_a_delivery_named_later_for_an_earlier_night_takes_its_place_among_the_others(tmp_path):
    put(tmp_path, "2025-10-15/received-2025-10-20", b"third")
    landing.land(night(tmp_path, TWENTIETH))
    put(tmp_path, "2025-10-15/received-2025-10-18", b"second")
    landing.land(night(tmp_path, EIGHTEENTH))
    assert known(night(tmp_path, EIGHTEENTH)) == [(15, 1, b"second")]
    assert known(night(tmp_path, TWENTIETH)) == [(15, 1, b"second"), (15, 2, b"third")]


def test_the_first_export_sent_again_after_its_correction_is_refused_with_the_cure(tmp_path, caplog):
    put(tmp_path, "2025-10-15", b"first")
    put(tmp_path, "2025-10-15/received-2025-10-18", b"second")
    put(tmp_path, "2025-10-15/received-2025-10-20", b"first")
    assert landing.land(night(tmp_path, TWENTIETH))["not_taken"] == 1
    assert "deliver it under another file name" in caplog.text


@pytest.mark.parametrize("name", ["received-2025-10-15", "received-2025-10-14", "received-yesterday", "received-"])
def test_a_night_of_arrival_that_cannot_be_is_named_with_the_cure(tmp_path, caplog, name):
    put(tmp_path, f"2025-10-15/{name}", b"x")
    counts = landing.land(night(tmp_path, TWENTIETH))
    assert (counts["landed"], counts["problems"]) == (0, 1)
    assert "received-2025-10-20" in caplog.text


def test_a_landing_made_before_arrivals_were_noted_counts_from_its_business_date(tmp_path):
    put(tmp_path, "2025-10-15", b"first")
    landing.land(night(tmp_path, FIFTEENTH))
    [file] = (tmp_path / "var").rglob("manifest.json")
    said = json.loads(file.read_text("utf-8"))
    assert said.pop("known_from") == "2025-10-15"
    file.chmod(0o600)
    file.write_text(json.dumps(said), "utf-8")
    assert known(night(tmp_path, FIFTEENTH)) == [(15, 1, b"first")]


def test_a_night_cannot_be_known_before_itself(tmp_path):
    with pytest.raises(SettingsError, match="cannot be computed as known earlier"):
        night(tmp_path, SIXTEENTH, FIFTEENTH)
    assert night(tmp_path, SIXTEENTH, SIXTEENTH) == night(tmp_path, SIXTEENTH)
    assert night(tmp_path, FIFTEENTH, TWENTIETH).folder("facts").parent.name == "2025-10-15@2025-10-20"
