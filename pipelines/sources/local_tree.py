"""A tree on this machine's disk, or on a share mounted there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipelines.sources.layout import Entry
from pipelines.sources.offers import Stream


@dataclass(frozen=True)
class LocalTree:
    """Folders and files below a root; links that lead out of it are not followed."""

    root: Path

    def entries(self, path: str) -> list[Entry]:
        """What is in a folder, by name."""
        return [Entry(each.name, self._kind(each), _stamp(each)) for each in sorted((self.root / path).iterdir())]

    def stamp(self, path: str) -> str:
        """Size, times and inode of a file."""
        return _stamp(self.root / path)

    @contextmanager
    def open(self, path: str) -> Iterator[Stream]:
        """The bytes of a file."""
        with (self.root / path).open("rb") as stream:
            yield stream

    def _kind(self, path: Path) -> Literal["file", "folder", "other"]:
        if path.is_symlink() and not path.resolve().is_relative_to(self.root.resolve()):
            return "other"
        return "folder" if path.is_dir() else "file" if path.is_file() else "other"


def _stamp(path: Path) -> str:
    try:
        seen = path.stat()
    except FileNotFoundError:  # a broken link
        seen = path.lstat()
    return f"{seen.st_size}-{seen.st_mtime_ns}-{seen.st_ctime_ns}-{seen.st_ino}"
