from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines.settings import Night, Settings

D = date(2025, 10, 15)


@pytest.fixture
def declared(tmp_path: Path) -> Callable[..., Night]:
    """Writes declarations (name → TOML) and gives a night that reads them, beside an empty inbox."""

    def write(day: date = D, **files: str) -> Night:
        folder = tmp_path / "sources"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name.replace('_', '-')}.toml").write_text(text, "utf-8")
        for system in ("court", "justice", "police"):
            (tmp_path / "inbox" / system).mkdir(parents=True, exist_ok=True)
        (tmp_path / "var").mkdir(exist_ok=True)
        return Night.of(Settings(home=tmp_path / "var", inbox=tmp_path / "inbox", sources=folder), day)

    return write
