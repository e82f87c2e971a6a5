"""Opening ZIP and GZ, member by member; too large is what the archive declares or what comes out, whichever is more."""

from __future__ import annotations

import copy
import gzip
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipelines.standardise.encrypted_members import AES_METHOD, WrongPasswordError, unpack_aes
from pipelines.standardise.extract import Content
from pipelines.standardise.reasons import FileReason, FileRefusedError
from pipelines.standardise.spooling import spooled

#: text packs about 1:20, repetitive XML 1:150; a bomb 1:1000
MOST_TIMES_LARGER = 400
#: below this nothing is called a bomb, above the second everything is
FREE_BYTES = 64 << 20
MOST_BYTES = 8 << 30
_BLOCK = 1 << 20
_ENCRYPTED = 0x1
_ANY_SIZE = 1 << 62

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
    content: Content | None
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


def unpack(name: str, content: bytes, passwords: Sequence[bytes] = (), folder: Path | None = None) -> Iterator[Part]:
    """The parts of one delivered file: itself, or the members of the archive it is; refusals are parts too.

    Args:
        name: the file's own name.
        content: its bytes.
        passwords: tried in order on members that are encrypted; never logged.
        folder: where large members are put while they are read; the system's own place when left away.
    """
    try:
        if content.startswith(_GZIP):
            inner = name[: -len(".gz")] if name.lower().endswith(".gz") else name
            unpacked = _gunzip(content, folder)
            _refuse_archive(unpacked)
            yield Part(name, None, unpacked, unpacked_name=inner)
        elif is_zip(content) and not is_workbook(content):
            yield from _members(name, content, passwords, folder)
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
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        return False


def blocks_of_members(content: bytes) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Every member of a workbook with its blocks, to know its real size before another program unpacks it.

    The blocks of a member are gone through before the next member is asked for.

    Raises:
        FileRefusedError: too large, or damaged.
    """
    with _opened(content) as archive:
        _refuse_declared(archive, len(content))
        total = 0

        def counted(blocks: Iterator[bytes]) -> Iterator[bytes]:
            nonlocal total
            for block in blocks:
                total += len(block)
                yield block

        for info in archive.infolist():
            blocks = counted(_blocks(archive, info, content, total, (), None))
            yield info.filename, blocks
            for _ in blocks:
                pass


def _members(name: str, content: bytes, passwords: Sequence[bytes], folder: Path | None) -> Iterator[Part]:
    with _opened(content) as archive:
        members = [(_member_name(info), info) for info in archive.infolist() if not info.is_dir()]
        escaping = any(_escapes(member) for member, _ in members)
        members = [(member, info) for member, info in members if not _JUNK.search(member)]
        if escaping or len({member for member, _ in members}) < len(members):
            raise FileRefusedError(FileReason.UNSAFE_PATH)
        if not members:
            raise FileRefusedError(FileReason.EMPTY_ARCHIVE)
        _refuse_declared(archive, len(content))
        total = 0
        for member, info in sorted(members, key=lambda pair: pair[0]):
            try:
                unpacked = spooled(_blocks(archive, info, content, total, passwords, folder), folder)
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
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        raise FileRefusedError(FileReason.TORN_ARCHIVE) from None


def _refuse_declared(archive: zipfile.ZipFile, packed: int) -> None:
    """By what it says itself, before anything is unpacked."""
    limit = _limit(packed)
    if sum(info.file_size for info in archive.infolist()) > limit:
        raise FileRefusedError(FileReason.TOO_LARGE, limit=limit >> 20)


def _blocks(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    content: bytes,
    before: int,
    passwords: Sequence[bytes],
    folder: Path | None,
) -> Iterator[bytes]:
    try:
        if info.flag_bits & _ENCRYPTED:
            whole = _decrypted(archive, info, content, before, passwords, folder)
            yield from (whole[at : at + _BLOCK] for at in range(0, len(whole), _BLOCK))
        else:
            yield from _limited(_plain(archive, info), len(content), before)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, struct.error):
        raise FileRefusedError(FileReason.TORN_ARCHIVE) from None
    except (NotImplementedError, RuntimeError):
        raise FileRefusedError(FileReason.UNKNOWN_COMPRESSION) from None


def _plain(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None = None) -> Iterator[bytes]:
    """What really comes out: the library alone would stop, without a word, at the size that is declared."""
    unbounded = copy.copy(info)
    unbounded.file_size = _ANY_SIZE
    came = 0
    with archive.open(unbounded, pwd=password) as stream:
        for block in _read(stream):
            came += len(block)
            yield block
    if came != info.file_size:
        raise zipfile.BadZipFile("a member is not as large as declared")


def _decrypted(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    content: bytes,
    before: int,
    passwords: Sequence[bytes],
    folder: Path | None,
) -> Content:
    """The whole member under the first password that opens it; a wrong one may show only at the end."""
    if not passwords:
        raise FileRefusedError(FileReason.ENCRYPTED)
    aes = info.compress_type == AES_METHOD
    for password in passwords:
        came = unpack_aes(content, info, password) if aes else _plain(archive, info, password)
        try:
            return spooled(_limited(came, len(content), before), folder)
        except (WrongPasswordError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError):
            continue
        except NotImplementedError:
            raise
        except RuntimeError:  # "Bad password for file"
            continue
    raise FileRefusedError(FileReason.WRONG_PASSWORD)


def _gunzip(content: bytes, folder: Path | None) -> Content:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            return spooled(_limited(_read(stream), len(content), 0), folder)
    except (EOFError, OSError, zlib.error):
        raise FileRefusedError(FileReason.TORN_ARCHIVE) from None


def _read(stream: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block


def _limit(packed: int) -> int:
    return min(MOST_BYTES, max(FREE_BYTES, MOST_TIMES_LARGER * packed))


def _limited(blocks: Iterable[bytes], packed: int, before: int) -> Iterator[bytes]:
    """The blocks as long as all together stay below the limit.

    Raises:
        FileRefusedError: they do not.
    """
    limit = _limit(packed)
    total = before
    for block in blocks:
        total += len(block)
        if total > limit:
            raise FileRefusedError(FileReason.TOO_LARGE, limit=limit >> 20)
        yield block


def _refuse_archive(unpacked: Content) -> None:
    head = unpacked[:8]
    if head.startswith(_GZIP) or (is_zip(head) and not is_workbook(unpacked[:])):
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
