"""The account that stands beside a delivery's canonical rows, as those after it ask of it."""

from __future__ import annotations

import hashlib
from pathlib import Path


def account_digest(folder: Path) -> str:
    """SHA-256 of a canonical folder's account, where all that its rows depend on stands; empty where there is none."""
    try:
        return hashlib.sha256((folder / "accounting.json").read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
