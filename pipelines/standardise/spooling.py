"""What comes out of an archive: in memory while it is small, in a file without a name once it is not."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from pipelines.standardise.extract import Content

#: so many bytes are held in memory before they go to disk
HELD_BYTES = 64 << 20


class Spooled:
    """Bytes on disk: a length, and slices read when asked for, in any thread; gone with the last reference."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, span: slice, /) -> bytes:
        start, stop, _ = span.indices(self._size)
        blocks = []
        while start < stop:
            block = os.pread(self._file.fileno(), stop - start, start)
            blocks.append(block)
            start += len(block)
        return blocks[0] if len(blocks) == 1 else b"".join(blocks)


def spooled(blocks: Iterable[bytes], folder: Path | None = None) -> Content:
    """The blocks put together; what is large lies in a file of the folder that has no name there."""
    held: list[bytes] = []
    size = 0
    file: IO[bytes] | None = None
    for block in blocks:
        size += len(block)
        if file is None and size > HELD_BYTES:
            file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed with the last reference to it
            file.writelines(held)
            held.clear()
        if file is None:
            held.append(block)
        else:
            file.write(block)
    if file is None:
        return b"".join(held)
    file.flush()
    return Spooled(file, size)
