"""Resident identity numbers (GB 11643) and the ways in which they are written wrongly."""

from __future__ import annotations

from datetime import date
from random import Random

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def check_character(first_17: str) -> str:
    """The eighteenth character (ISO 7064 mod 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def id_number(area: str, born: date, sequence: int) -> str:
    """The number of a person: odd sequence for men."""
    first_17 = f"{area}{born:%Y%m%d}{sequence:03d}"
    return first_17 + check_character(first_17)


def is_valid(number: str) -> bool:
    """Whether the check character fits."""
    return len(number) == 18 and number[:17].isdigit() and check_character(number[:17]) == number[17]


def old_form(number: str) -> str:
    """The fifteen-digit form of a number issued to someone born before 2000."""
    return number[:6] + number[8:17]


def mistyped(rng: Random, number: str) -> str:
    """One slip of the finger: a wrong digit or two neighbours swapped; the check then always fails."""
    place = rng.randrange(6, 16)
    if rng.random() < 0.3 and number[place] != number[place + 1] and number[place + 1].isdigit():
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    wrong = rng.choice([digit for digit in "0123456789" if digit != number[place]])
    return number[:place] + wrong + number[place + 1 :]


def oddly_written(rng: Random, number: str) -> str:
    """The same number as careless systems write it."""
    if number.endswith("X"):
        return number[:17] + rng.choice(("x", "×", "ｘ"))
    return rng.choice((number.translate(_FULL_WIDTH), f"'{number}", f" {number} "))
