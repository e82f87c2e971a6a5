"""Dates and moments in every form the interface allows; an impossible one is refused, never shifted.

`2025-03-05`, `2025/3/5`, `2025.3.5`, `20250305`, `2025年3月5日`, an Excel serial (`45721`, `45721.4375`), each with
`10:30`, `10:30:00` or `10时30分`. No zone means Asia/Shanghai; a stated zone is converted to it. The 1904 date system
cannot be told from the number: a workbook says which it uses, elsewhere 1900 is assumed, and said.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

_SHANGHAI = timedelta(hours=8)
#: births of the oldest living people; earlier is a sentinel such as 0001-01-01
FIRST_YEAR = 1900
#: five digits only: 10000 is 1927-05-18, 99999 is 2173-10-13; shorter ones look like years
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_ORIGIN = datetime(1899, 12, 30)  # noqa: DTZ001 - wall time by contract
_MOMENT = re.compile(
    r"""(?:(?P<y>\d{4})(?:-(?P<m>\d{1,2})-(?P<d>\d{1,2})
            |/(?P<m1>\d{1,2})/(?P<d1>\d{1,2})
            |\.(?P<m2>\d{1,2})\.(?P<d2>\d{1,2})
            |年(?P<m3>\d{1,2})月(?P<d3>\d{1,2})(?:日|号)
            |(?P<m4>\d{2})(?P<d4>\d{2})))
        (?:[T ](?P<H>\d{1,2})(?::(?P<M>\d{2})(?::(?P<S>\d{2})(?:\.(?P<f>\d{1,9}))?)?
                             |[时点](?P<M1>\d{1,2})分(?:(?P<S1>\d{1,2})秒)?)
           |(?P<compact>\d{4}(?:\d{2})?))?
        (?P<zone>Z|[+-]\d{2}:?\d{2})?""",
    re.VERBOSE,
)


def read_moment(text: str) -> datetime | None:
    """Naive Shanghai wall time; a date alone is its midnight; None where it cannot be read."""
    folded = " ".join(unicodedata.normalize("NFKC", text).split())
    folded = re.sub(r" ?([年月日号:时点分秒./-]) ?", r"\1", folded) if " " in folded else folded
    folded = re.sub(r"(?<=[日号])(?=\d)", " ", folded)
    if _SERIAL.fullmatch(folded):
        return _from_serial(folded)
    match = _MOMENT.fullmatch(folded)
    if match is None:
        return None
    part = match.groupdict()
    month = part["m"] or part["m1"] or part["m2"] or part["m3"] or part["m4"]
    day = part["d"] or part["d1"] or part["d2"] or part["d3"] or part["d4"]
    compact = part["compact"]
    if compact is not None and (part["m4"] is None):
        return None  # 2025-3-11030 has lost a space: the day is not certain
    hour = compact[:2] if compact else part["H"]
    minute = compact[2:4] if compact else part["M"] or part["M1"]
    second = compact[4:6] if compact else part["S"] or part["S1"]
    micro = (part["f"] or "")[:6].ljust(6, "0")
    if int(part["y"]) < FIRST_YEAR or (part["zone"] and not hour):
        return None
    try:
        found = datetime(  # noqa: DTZ001 - wall time by contract
            int(part["y"]), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), int(micro)
        )
        return _in_shanghai(found, part["zone"]) if part["zone"] else found
    except (ValueError, OverflowError):
        return None


def is_serial(text: str) -> bool:
    """True for a number that is read as a serial date, of the 1900 system."""
    return _SERIAL.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def read_date(text: str) -> date | None:
    """The day of a date or moment; None where it cannot be read."""
    moment = read_moment(text)
    return None if moment is None else moment.date()


def _from_serial(text: str) -> datetime:
    """Days since 1899-12-30; the fraction is rounded to the second, as the sheet shows it."""
    seconds = round(Decimal(text) * 86400)
    return _SERIAL_ORIGIN + timedelta(seconds=seconds)


def _in_shanghai(found: datetime, zone: str) -> datetime:
    if zone == "Z":
        return found + _SHANGHAI
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 14 or minutes > 59:
        raise ValueError("no such zone")
    offset = timedelta(hours=hours, minutes=minutes)
    return found - (offset if zone[0] == "+" else -offset) + _SHANGHAI
