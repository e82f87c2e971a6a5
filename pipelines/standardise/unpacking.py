"""Opening ZIP and GZ, member by member, with what came out counted and not what the archive says."""

from __future__ import annotations

import gzip
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from pipelines.standardise.reasons import FileReason, FileRefusedError

#: text packs about 1:20, repetitive XML 1:150; a bomb 1:1000
MOST_TIMES_LARGER = 400
#: below this nothing is called a bomb, above the second everything is
FREE_BYTES = 64 << 20
MOST_BYTES = 8 << 30
_BLOCK = 1 << 20

_JUNK = re.compile(r"(^|/)(__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_ENDINGS = (".zip", ".gz")


@dataclass(frozen=True)
class Part:
    """One file of a delivery, or one member of a ZIP in it; exactly one of content and refusal is set.

    `label` is what `file` says in every row: the file's name, and the member's path after it.
    """

    name: str
    member: str | None
    content: bytes | None
    refusal: FileRefusedError | None = None
    unpacked_name: str | None = None

    @property
    def label(self) -> str:
        """`export.zip/inner.csv`, or the name alone."""
        return self.name if self.member is None else f"{self.name}/{self.member}"

    @property
    def own_name(self) -> str:
        """The innermost name, by whose ending the format is told."""
        return self.unpacked_name or self.member or self.name


def unpack(name: str, content: bytes) -> Iterator[Part]:
    """The parts of one delivered file: itself, or the members of the archive it is; refusals are parts too."""
    try:
        if content.startswith(_GZIP):
            inner = name[: -len(".gz")] if name.lower().endswith(".gz") else name
            unpacked = _gunzip(content)
            _refuse_archive(unpacked)
            yield Part(name, None, unpacked, unpacked_name=inner)
        elif is_zip(content) and not is_workbook(content):
            yield from _members(name, content)
        elif name.lower().endswith(_ENDINGS):
            raise FileRefusedError(FileReason.TORN_ARCHIVE if content else FileReason.EMPTY_FILE)
        else:
            yield Part(name, None, content)
    except FileRefusedError as refusal:
        yield Part(name, None, None, refusal)


def is_zip(content: bytes) -> bool:
    """True for a ZIP archive, also an empty or a torn one."""
    return content.startswith((_ZIP, b"PK\x05\x06"))


def is_workbook(content: bytes) -> bool:
    """True for a ZIP archive that is an Office workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.startswith("xl/workbook.") for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def refuse_bomb(content: bytes) -> None:
    """Unpack every member of a workbook without keeping it, to know its real size before another program does.

    Raises:
        FileRefusedError: too large, or damaged.
    """
    with _opened(content) as archive:
        total = 0
        for info in archive.infolist():
            total += sum(len(block) for block in _blocks(archive, info, len(content), total))


def _members(name: str, content: bytes) -> Iterator[Part]:
    with _opened(content) as archive:
        members = [(_member_name(info), info) for info in archive.infolist() if not info.is_dir()]
        escaping = any(_escapes(member) for member, _ in members)
        members = [(member, info) for member, info in members if not _JUNK.search(member)]
        if escaping or len({member for member, _ in members}) < len(members):
            raise FileRefusedError(FileReason.UNSAFE_PATH)
        if not members:
            raise FileRefusedError(FileReason.EMPTY_ARCHIVE)
        total = 0
        for member, info in sorted(members, key=lambda pair: pair[0]):
            try:
                unpacked = b"".join(_blocks(archive, info, len(content), total))
                _refuse_archive(unpacked)
            except FileRefusedError as refusal:
                if refusal.reason is FileReason.TOO_LARGE:
                    raise
                yield Part(name, member, None, refusal)
                continue
            total += len(unpacked)
            yield Part(name, member, unpacked)


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise FileRefusedError(FileReason.TORN_ARCHIVE) from None


def _blocks(archive: zipfile.ZipFile, info: zipfile.ZipInfo, packed: int, before: int) -> Iterator[bytes]:
    if info.flag_bits & 0x1:
        raise FileRefusedError(FileReason.ENCRYPTED)
    try:
        with archive.open(info) as stream:
            yield from _limited(stream, packed, before)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError):
        raise FileRefusedError(FileReason.TORN_ARCHIVE) from None
    except (NotImplementedError, RuntimeError):
        raise FileRefusedError(FileReason.ENCRYPTED) from None


def _gunzip(content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            return b"".join(_limited(stream, len(content), 0))
    except (EOFError, OSError, zlib.error):
        raise FileRefusedError(FileReason.TORN_ARCHIVE) from None


def _limited(stream: IO[bytes] | gzip.GzipFile, packed: int, before: int) -> Iterator[bytes]:
    limit = min(MOST_BYTES, max(FREE_BYTES, MOST_TIMES_LARGER * packed))
    total = before
    while block := stream.read(_BLOCK):
        total += len(block)
        if total > limit:
            raise FileRefusedError(FileReason.TOO_LARGE, limit=limit >> 20)
        yield block


def _refuse_archive(unpacked: bytes) -> None:
    if unpacked.startswith(_GZIP) or (is_zip(unpacked) and not is_workbook(unpacked)):
        raise FileRefusedError(FileReason.NESTED_ARCHIVE)


def _member_name(info: zipfile.ZipInfo) -> str:
    """The member's path; without the UTF-8 mark Chinese Windows writes GBK, which zipfile takes for cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _escapes(member: str) -> bool:
    parts = re.split(r"[/\\]", member)
    return member.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", member) is not None
