"""Document numbers; resident identity numbers by GB 11643. They are text from the first byte to the last.

The area code is not judged: codes retire, and real numbers carry them.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange

WEIGHTS = tuple(2 ** (17 - position) % 11 for position in range(17))
CHECKS = "10X98765432"
_NOISE = re.compile("[\\s'\"`´‘’′＇\u200b\u200c\u200d\u2060\ufeff]+")
_CROSSES = str.maketrans(dict.fromkeys("×✕✖╳⨯хХχΧ", "X"))
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
#: `1.50102E+17`: a spreadsheet made a number of it; from 15 digits on the last ones are gone
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+E\+?|E\+)(?P<exponent>[0-9]{1,2})", re.IGNORECASE)
_LOST_FROM_EXPONENT = 5


def read_document(text: str) -> tuple[str | None, str | None, str]:
    """The number as text, the valid 18-digit resident number (else None), and its state (`schema.ID_STATES`)."""
    if lost_digits(text):
        return None, None, "lost_digits"
    number = _NOISE.sub("", unicodedata.normalize("NFKC", text).translate(_CROSSES)).upper().translate(_CROSSES)
    if not number:
        return None, None, "bad_form"
    if _EIGHTEEN.fullmatch(number):
        if check_digit(number) != number[17]:
            return number, None, "bad_checksum"  # one slip of the finger, wherever it fell
        real = _is_day(number[6:10], number[10:12], number[12:14])
        return (number, number, "valid") if real else (number, None, "bad_form")
    if _FIFTEEN.fullmatch(number) and _is_day("19" + number[6:8], number[8:10], number[10:12]):
        widened = number[:6] + "19" + number[6:]
        return number, widened + check_digit(widened), "valid_15"
    return number, None, "bad_form"


def read_other_document(text: str) -> str | None:
    """A passport or permit number: width and case folded, nothing judged."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper() or None


def lost_digits(text: str) -> bool:
    """True for a number in scientific notation, whose last digits a spreadsheet has dropped."""
    match = _SCIENTIFIC.fullmatch(unicodedata.normalize("NFKC", text).strip(" '"))
    return match is not None and int(match["exponent"]) >= _LOST_FROM_EXPONENT


def check_digit(number: str) -> str:
    """The 18th character that belongs to the first 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return CHECKS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False)) % 11]


def _is_day(year: str, month: str, day: str) -> bool:
    if not (1800 <= int(year) <= 2999 and 1 <= int(month) <= 12):
        return False
    return 1 <= int(day) <= monthrange(int(year), int(month))[1]
