"""ZIP members packed with AES (WinZip's AE-1 and AE-2), which the standard library does not open.

The older ZipCrypto is opened by `zipfile` itself. A wrong password and damaged bytes cannot always be told apart:
both are "no password opens it".
"""

from __future__ import annotations

import hashlib
import hmac
import struct
import zipfile
import zlib
from collections.abc import Iterator

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

#: compression method that says "AES, the true method stands in the extra field"
AES_METHOD = 99
_EXTRA = 0x9901
_BLOCK = 1 << 20
_ROUNDS = 1000
_AUTHENTICATION = 10
#: strength → bytes of key, bytes of salt
_STRENGTHS = {1: (16, 8), 2: (24, 12), 3: (32, 16)}


class WrongPasswordError(Exception):
    """The password does not open this member; says nothing else."""


def unpack_aes(content: bytes, info: zipfile.ZipInfo, password: bytes) -> Iterator[bytes]:
    """The member's bytes, block by block; the last step checks the authentication code.

    Raises:
        WrongPasswordError: another password, or damaged bytes.
        NotImplementedError: a compression method we do not unpack.
        zipfile.BadZipFile: the archive's own fields are damaged.
    """
    strength, method, has_crc = _fields(info)
    if strength not in _STRENGTHS or method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError("AES strength or compression method")
    key_bytes, salt_bytes = _STRENGTHS[strength]
    start = _data_start(content, info)
    packed = memoryview(content)[start : start + info.compress_size]
    if len(packed) < info.compress_size or info.compress_size < salt_bytes + 2 + _AUTHENTICATION:
        raise zipfile.BadZipFile("member is cut off")
    salt, verifier = bytes(packed[:salt_bytes]), bytes(packed[salt_bytes : salt_bytes + 2])
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, _ROUNDS, 2 * key_bytes + 2)
    if not hmac.compare_digest(keys[-2:], verifier):
        raise WrongPasswordError
    body, code = packed[salt_bytes + 2 : -_AUTHENTICATION], bytes(packed[-_AUTHENTICATION:])
    seal = hmac.new(keys[key_bytes : 2 * key_bytes], body, hashlib.sha1).digest()
    if not hmac.compare_digest(seal[:_AUTHENTICATION], code):
        raise WrongPasswordError
    crc = 0
    for block in _inflated(_decrypted(body, keys[:key_bytes]), method):
        crc = zlib.crc32(block, crc)
        yield block
    if has_crc and crc != info.CRC:
        raise zipfile.BadZipFile("checksum of a member")


def _fields(info: zipfile.ZipInfo) -> tuple[int, int, bool]:
    extra, at = info.extra, 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _EXTRA and size >= 7 and at + 11 <= len(extra):
            version, vendor, strength, method = struct.unpack_from("<H2sBH", extra, at + 4)
            if vendor == b"AE":
                return strength, method, version == 1
        at += 4 + size
    raise zipfile.BadZipFile("AES without its field")


def _data_start(content: bytes, info: zipfile.ZipInfo) -> int:
    header = content[info.header_offset : info.header_offset + 30]
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("no member where the directory says")
    name, extra = struct.unpack_from("<HH", header, 26)
    return info.header_offset + 30 + int(name) + int(extra)


def _decrypted(body: memoryview, key: bytes) -> Iterator[bytes]:
    """AES in counter mode as WinZip counts: little-endian, from one."""
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    for start in range(0, len(body), _BLOCK):
        block = np.frombuffer(body[start : start + _BLOCK], np.uint8)
        counters = np.zeros((-(-len(block) // 16), 2), "<u8")
        counters[:, 0] = np.arange(start // 16 + 1, start // 16 + 1 + len(counters))
        stream = np.frombuffer(cipher.update(counters.tobytes()), np.uint8)
        yield (block ^ stream[: len(block)]).tobytes()


def _inflated(blocks: Iterator[bytes], method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from blocks
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for block in blocks:
        rest = block
        while rest and not inflate.eof:
            yield inflate.decompress(rest, _BLOCK)
            rest = inflate.unconsumed_tail
    yield inflate.flush()
    if not inflate.eof:
        raise zipfile.BadZipFile("member ends too early")
