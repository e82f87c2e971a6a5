"""Shows what was taken back: the reports of the nights it counts for are drawn again."""

from __future__ import annotations

from datetime import date

from pipelines import reports
from pipelines.settings import Settings


def show(settings: Settings, since: date | None) -> list[date]:
    """Draw the reports again of every recorded night from `since` on whose answers are others than it shows.

    A word on who is who is shown as given; whom it joins or parts is computed with the next night. None: nothing.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    if since is None:
        return []
    return [night for night, counts in reports.render_since(settings, since) if "reused" not in counts]
