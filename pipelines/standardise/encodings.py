"""Which encoding a text is in: BOM, strict UTF-8, strict GB18030, else the one that fails in fewest blocks.

Neither encoding has a line feed inside a character, so a text may be cut at line feeds and judged block by block.
"""

from __future__ import annotations

import codecs
import threading
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_BLOCK = 1 << 16
#: UTF-16 without BOM is looked for in so many bytes, and believed with so many plain signs in them
_HEAD = 4096
_LEAST_PLAIN = 4

ENCODINGS = ("utf-8", "gb18030")


def has_utf16_bom(content: bytes) -> bool:
    """True for text that says it is UTF-16."""
    return content.startswith(_UTF16_BOMS)


def utf16_order(content: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` by the BOM, else by the zero bytes beside separators, digits and line ends.

    None where neither speaks for it. Without a BOM it is a guess until a header is found in it.
    """
    if content.startswith(_UTF16_BOMS):
        return "utf-16-le" if content.startswith(_UTF16_BOMS[0]) else "utf-16-be"
    head = content[:_HEAD]
    little, big = (_plain_pairs(signs, zeros) for signs, zeros in ((head[::2], head[1::2]), (head[1::2], head[::2])))
    if max(little, big) < _LEAST_PLAIN or little == big:
        return None
    return "utf-16-le" if little > big else "utf-16-be"


def utf16_as_utf8(content: bytes, order: str) -> bytes:
    """UTF-16 as UTF-8 without BOM; half a character becomes bytes no strict reader takes, in its own line alone."""
    start = 2 if content.startswith(_UTF16_BOMS) else 0
    whole = start + (len(content) - start) // 2 * 2
    text = content[start:whole].decode(order, "surrogatepass").encode("utf-8", "surrogatepass")
    return text + b"\xff" * (len(content) - whole)


def _plain_pairs(signs: bytes, zeros: bytes) -> int:
    return sum(zero == 0 and 9 <= sign < 0x7F for sign, zero in zip(signs, zeros, strict=False))


def ranked(content: bytes) -> Iterator[str]:
    """The encodings in the order in which they deserve belief; the next is worked out only when asked for.

    Where neither reads the whole text: the one with fewer failing blocks, then fewer failing lines, then UTF-8,
    which foreign text does not pass by accident.
    """
    if content.startswith(UTF8_BOM):
        yield "utf-8"
        return
    strict = next((encoding for encoding in ENCODINGS if _reads(content, encoding)), None)
    if strict is not None:
        yield strict
        yield from (encoding for encoding in ENCODINGS if encoding != strict)
        return
    yield from sorted(ENCODINGS, key=lambda encoding: _doubt(content, encoding))


def blocks(content: bytes, size: int = _BLOCK, start: int = 0) -> Iterator[tuple[int, int]]:
    """Spans of about `size` bytes that end at line ends (LF, or CR where there is no LF)."""
    end_of_line = b"\n" if content.find(b"\n", start) >= 0 else b"\r"
    while start < len(content):
        stop = min(start + size, len(content))
        if stop < len(content):
            cut = content.rfind(end_of_line, start, stop)
            if cut < 0:
                cut = content.find(end_of_line, stop)
            stop = len(content) if cut < 0 else cut + 1
        yield start, stop
        start = stop


def decodes(block: bytes, encoding: str) -> bool:
    """True where every byte is part of a character."""
    try:
        block.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def decoded_with_faults(content: bytes | memoryview, encoding: str) -> tuple[str, NDArray[np.int64]]:
    """The text, and where in the bytes something begins that is no character; a sign stands in its place.

    No encoding we take has a NUL within a longer character, and none is lost here: a fault is one byte long.
    """
    _faults.found = []
    text = str(content, encoding, _NOTING)
    return text, np.array(_faults.found, np.int64)


def _noted(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    _faults.found.append(error.start)
    return "\ufffd", error.start + 1  # what is cut short at the very end would else take a NUL with it


#: of the text that this thread is decoding
_faults = threading.local()
_NOTING = "crosscheck-noting"
codecs.register_error(_NOTING, _noted)


def _reads(content: bytes, encoding: str) -> bool:
    return all(decodes(content[start:stop], encoding) for start, stop in blocks(content, 1 << 22))


def _doubt(content: bytes, encoding: str) -> tuple[int, int]:
    failing, lines = 0, 0
    for start, stop in blocks(content):
        block = content[start:stop]
        if not decodes(block, encoding):
            failing += 1
            lines += sum(not decodes(line, encoding) for line in block.split(b"\n"))
    return failing, lines
