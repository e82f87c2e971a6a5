"""What retention has taken away: the bytes go, the names and hashes stay, and nothing of it lands again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pipelines.engine import write_json
from pipelines.landing.store import Delivery, LandingError

#: hidden in a date's folder: the manifests of what once stood there
RETIRED = ".retired.json"
#: hidden in the landing root: nights before this one can no longer be computed
_HORIZON = ".horizon.json"
_REMOVING = ".removing"


def retire(delivery: Delivery) -> None:
    """Take away the bytes of one delivery; killed at any moment, it is wholly there or wholly gone."""
    dated = delivery.folder.parent
    manifest = json.loads((delivery.folder / "manifest.json").read_text("utf-8"))
    write_json({**_retired(dated), delivery.delivery_id: manifest}, dated / RETIRED)
    leaving = dated / f"{_REMOVING}-{delivery.delivery_id}"
    os.rename(delivery.folder, leaving)
    shutil.rmtree(leaving)


def retired_ids(dated: Path) -> frozenset[str]:
    """Ids of the deliveries of one date that retention took away."""
    return frozenset(_retired(dated))


def clear_remains(root: Path) -> None:
    """Finish what a killed retention had begun to remove."""
    for leaving in sorted(root.glob(f"*/*/*/{_REMOVING}-*")):
        shutil.rmtree(leaving, ignore_errors=True)


def horizon(root: Path) -> date | None:
    """The earliest night that can still be computed; None where retention never took anything."""
    try:
        return date.fromisoformat(json.loads((root / _HORIZON).read_text("utf-8"))["first_night"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LandingError(f"{root / _HORIZON} cannot be read ({type(error).__name__}); restore it") from None


def set_horizon(root: Path, first_night: date) -> None:
    """Say, before anything is taken away, which night is the earliest that keeps all it needs."""
    known = horizon(root)
    write_json({"first_night": max(filter(None, (known, first_night))).isoformat()}, root / _HORIZON)


def refuse_before_horizon(root: Path, nights: Iterable[date]) -> None:
    """No night is computed from what is no longer there.

    Raises:
        LandingError: a night lies before the horizon.
    """
    first = horizon(root)
    for night in nights:
        if first is not None and night < first:
            raise LandingError(
                f"night {night} lies before {first}: what it stood on was removed under retention_days; "
                "what it found stays in the ledger"
            )


def _retired(dated: Path) -> dict[str, object]:
    try:
        said: dict[str, object] = json.loads((dated / RETIRED).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise LandingError(f"{dated / RETIRED} cannot be read ({type(error).__name__}); restore it") from None
    return said
