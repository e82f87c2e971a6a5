"""Nights whose results retention has removed are told apart from nights that never ran."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines import inspection, ledger
from pipelines.inspection import InspectionError
from pipelines.settings import Night, Settings

REMOVED, THERE, NEVER = (date(2025, 10, day) for day in (14, 15, 16))


def test_a_removed_night_is_not_present_and_says_so(tmp_path, monkeypatch):
    settings = Settings(home=tmp_path)
    monkeypatch.setattr(ledger, "known_nights", lambda _: [REMOVED, THERE])
    folder = Night.of(settings, THERE).folder("rules")
    folder.mkdir(parents=True)
    (folder / "findings.parquet").touch()
    assert inspection.nights_present(settings) == [THERE]
    with pytest.raises(InspectionError, match="2025-10-14 were removed; the ledger keeps"):
        inspection.summary_of(Night.of(settings, REMOVED))
    with pytest.raises(InspectionError, match="2025-10-16 has not been run"):
        inspection.summary_of(Night.of(settings, NEVER))
