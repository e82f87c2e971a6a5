"""The sample nights run once for all tests of the night, and the truth planted in them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines.night import run_night
from pipelines.settings import Night, Settings, load_settings

ROOT = Path(__file__).parents[2]
INBOX = ROOT / "data/sample/inbox"
TRUTH = ROOT / "data/sample/truth"
NIGHTS = (date(2025, 10, 15), date(2025, 10, 16), date(2025, 10, 17))


def settings_for(home: Path, **changes: Any) -> Settings:
    """The sample's settings with another home."""
    return load_settings(ROOT / "crosscheck.toml", **{"home": home, "inbox": INBOX, **changes})


def run(home: Path, nights: Iterable[date], **changes: Any) -> Settings:
    """Run nights in the given order into a home."""
    settings = settings_for(home, **changes)
    for day in nights:
        for _ in run_night(Night.of(settings, day)):
            pass
    return settings


def truth(name: str, night: date | None = None) -> list[dict[str, str]]:
    """Rows of a truth table, of one night where it is kept per night."""
    with (TRUTH / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return rows if night is None else [row for row in rows if row["night"] == night.isoformat()]


def result(settings: Settings, day: date, step: str, name: str) -> list[dict[str, Any]]:
    """Rows of one result of a night."""
    return pq.read_table(Night.of(settings, day).folder(step) / f"{name}.parquet").to_pylist()


def bytes_below(folder: Path) -> dict[str, bytes]:
    """Relative path → content of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
