"""Reading a landed file where it is asked for, so that its size is no matter of memory."""

from __future__ import annotations

import hashlib

from pipelines.landing.store import Delivery, LandedFile, not_received, unreadable

#: large ones: between two of them a thread waits for its turn
_BLOCK = 1 << 24


class LandedBytes:
    """The bytes of a landed file: a length, and slices that are read when asked for, in any thread."""

    def __init__(self, delivery: Delivery, file: LandedFile) -> None:
        self._path = delivery.folder / file.name
        self._size = file.bytes

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, span: slice, /) -> bytes:
        """One slice.

        Raises:
            LandingError: the file is missing, or shorter than what was received; `verify` looks at all of it.
        """
        start, stop, _ = span.indices(self._size)
        try:
            with self._path.open("rb", buffering=0) as stream:
                stream.seek(start)
                blocks = []
                while start < stop and (block := stream.read(stop - start)):
                    blocks.append(block)
                    start += len(block)
        except OSError as error:
            raise unreadable(self._path, error) from None
        if start < stop:
            raise not_received(self._path)
        return blocks[0] if len(blocks) == 1 else b"".join(blocks)


def verify(delivery: Delivery, file: LandedFile) -> None:
    """Compare length and SHA-256 of a landed file with the manifest, block by block.

    Raises:
        LandingError: the file is missing, or is not what was received.
    """
    digest, length = hashlib.sha256(), 0
    path = delivery.folder / file.name
    block = memoryview(bytearray(min(_BLOCK, file.bytes + 1)))
    try:
        with path.open("rb", buffering=0) as stream:
            while count := stream.readinto(block):
                digest.update(block[:count])
                length += count
    except OSError as error:
        raise unreadable(path, error) from None
    if length != file.bytes or digest.hexdigest() != file.sha256:
        raise not_received(path)
