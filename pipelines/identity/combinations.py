"""The levels of a pair as one small whole number: millions of pairs share a few hundred of them."""

from __future__ import annotations

from pipelines.identity.names import LEVELS
from pipelines.identity.policy import Levels
from pipelines.identity.weights import MISSING

#: Every level a field may have; nothing said is always 0.
FIELD_LEVELS: dict[str, tuple[str, ...]] = {
    "name": (MISSING, *LEVELS),
    "birth": (MISSING, "equal", "near", "different"),
    "id": (
        MISSING,
        "equal",
        "former",
        "equal_unproven",
        "one_slip",
        "both_invalid",
        "far",
        "both_valid_different",
        "another_s",
    ),
    "case": (MISSING, "equal", "equal_of_two", "one_slip", "different"),
    "sex": (MISSING, "equal", "different"),
    "county": (MISSING, "equal", "same_prefecture", "different"),
    "effective": (MISSING, "equal", "different"),
}
_BITS = {field: (len(levels) - 1).bit_length() for field, levels in FIELD_LEVELS.items()}
_SHIFT = {field: sum(list(_BITS.values())[:place]) for place, field in enumerate(FIELD_LEVELS)}
_APART = 1 << sum(_BITS.values())


def codes() -> dict[str, int]:
    """What each level adds to the combination: `name_exact`, `birth_equal`, …, `apart`."""
    return {
        f"{field}_{level}": place << _SHIFT[field]
        for field, levels in FIELD_LEVELS.items()
        for place, level in enumerate(levels)
    } | {"apart": _APART}


def combination(levels: Levels) -> int:
    """The number of a combination of levels."""
    said = sum(FIELD_LEVELS[field].index(getattr(levels, field)) << _SHIFT[field] for field in FIELD_LEVELS)
    return said + _APART * levels.apart


def levels_of(number: int) -> Levels:
    """The levels a combination stands for.

    Raises:
        IndexError: no combination has this number.
    """
    said = {field: FIELD_LEVELS[field][number >> _SHIFT[field] & (1 << _BITS[field]) - 1] for field in FIELD_LEVELS}
    return Levels(**said, apart=bool(number & _APART))
