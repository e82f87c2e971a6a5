"""Whole and decimal numbers; a number that is not exactly one is refused."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal

_INT = re.compile(r"[+-]?(?:\d{1,18}|\d{1,3}(?:,\d{3}){1,5})(?:\.0+)?")
_DECIMAL = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d{1,2})?")
#: decimal128(12, 6): six digits before the point
_LIMIT = Decimal(10) ** 6
_MICRO = Decimal("0.000001")


def read_int(text: str) -> int | None:
    """A whole number, `30`, `1,234`, `30.0`, `30天`; None where it cannot be read."""
    folded = unicodedata.normalize("NFKC", text).replace(" ", "").replace("−", "-")
    folded = folded.removesuffix("天").removesuffix("日")
    if not folded.isascii() or not _INT.fullmatch(folded):
        return None
    return int(folded.partition(".")[0].replace(",", ""))


def read_decimal(text: str) -> Decimal | None:
    """A number below a million, rounded half to even at six places; None where it cannot be read."""
    folded = unicodedata.normalize("NFKC", text).replace(" ", "").replace("−", "-").removesuffix("°")
    if not folded.isascii() or not _DECIMAL.fullmatch(folded) or not any(sign.isdigit() for sign in folded):
        return None
    try:
        value = Decimal(folded.replace(",", ""))
    except ArithmeticError:
        return None
    if abs(value) >= _LIMIT:
        return None
    value = value.quantize(_MICRO, ROUND_HALF_EVEN)
    return value if abs(value) < _LIMIT else None
