"""How two differing document numbers or case numbers relate; pure functions on the values."""

from __future__ import annotations

from pipelines.identity.names import one_slip

#: A number shorter than this is a fragment or a word like 不详: it says nothing about being alike.
SHORTEST_NUMBER = 14


def id_slip(valid_18: str, other: str) -> bool:
    """True when an invalid number is one slip of the finger from a valid one, as 18 or as old 15 characters.

    One slip is one digit replaced, left out, added, or two neighbours exchanged. Two *valid* numbers are never one
    slip apart: the check digit sees to that, so this is asked for a valid and an invalid number only.
    """
    if len(other) < SHORTEST_NUMBER:
        return False
    return one_slip(valid_18, other) or one_slip(valid_18[:6] + valid_18[8:17], other)


def case_slip(a: str, b: str) -> bool:
    """True when two case keys (`2025|内0105|刑初|123`) differ by one digit of the year or of the serial number."""
    ours, theirs = a.split("|"), b.split("|")
    if len(ours) != 4 or len(theirs) != 4 or ours[1:3] != theirs[1:3]:
        return False
    if ours[0] == theirs[0]:
        return one_slip(ours[3], theirs[3])
    return ours[3] == theirs[3] and one_slip(ours[0], theirs[0])
