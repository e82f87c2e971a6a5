"""Is an installation in order: settings, sources, calendar, disk, key."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pipelines import sources
from pipelines.law.calendar import working_calendar
from pipelines.settings import Night, Settings

LEAST_FREE_BYTES = 2_000_000_000
LEAST_HORIZON_DAYS = 60


@dataclass(frozen=True)
class Check:
    """One thing `doctor` looked at."""

    name: str
    ok: bool
    text: str


def examine(settings: Settings) -> list[Check]:
    """Is this installation in order: inbox, declared sources, home, calendar horizon, disk, pseudonym key."""
    checks = [Check("settings", True, f"region {settings.region.name}, home {settings.home}")]
    inbox = settings.inbox
    present = inbox.is_dir()
    if sources.uses_inbox(night := Night.of(settings, date.min)):
        cure = "" if present else " is missing; create it or set `inbox` in crosscheck.toml"
        checks.append(Check("inbox", present, f"{inbox}{cure}"))
    checks.extend(Check(*found) for found in sources.standing(night))
    newest = _newest_business_date(inbox) if present else None
    horizon = working_calendar().horizon
    enough = newest is None or newest + timedelta(days=LEAST_HORIZON_DAYS) <= horizon
    cure = "" if enough else "; update the package chinesecalendar, see docs/law.md"
    checks.append(Check("calendar", enough, f"working days known to {horizon}{cure}"))
    place = settings.home if settings.home.exists() else settings.home.absolute().parent
    free = shutil.disk_usage(place).free if place.exists() else 0
    checks.append(Check("disk", free >= LEAST_FREE_BYTES, f"{free / 1e9:.1f} GB free at {place}"))
    own_key = settings.pseudonym_key.get_secret_value() != "crosscheck-sample"
    note = "own key" if own_key else "the sample's key: set CROSSCHECK_PSEUDONYM_KEY before real data"
    checks.append(Check("pseudonym key", own_key or (_is_sample(inbox) and settings.sources is None), note))
    return checks


def _newest_business_date(inbox: Path) -> date | None:
    days = []
    for folder in inbox.glob("*/*/*"):
        try:
            days.append(date.fromisoformat(folder.name))
        except ValueError:
            continue
    return max(days, default=None)


def _is_sample(inbox: Path) -> bool:
    return inbox.parts[-3:] == ("data", "sample", "inbox")
