"""What lies below a folder, none left out."""

from __future__ import annotations

import os
from pathlib import Path


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder, in order; none where there is no such folder.

    Raises:
        OSError: a folder cannot be read. `Path.rglob` would leave it out without a word.
    """

    def refuse(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    return sorted(Path(at, name) for at, _, names in os.walk(folder, onerror=refuse) for name in names)
