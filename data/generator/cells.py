"""How one value is written: dates, codes, counties, terms and yes or no, in the habits of each system."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data.generator.places import COUNTIES, REGION
from pipelines.contracts import Column, Contracts

DATE_FORMS = ("iso", "slash", "compact", "chinese", "dot")
_CHINESE_DIGITS = "零一二三四五六七八九"
_PENALTIES = {
    "imprisonment": "有期徒刑",
    "detention": "拘役",
    "surveillance": "管制",
    "combined": "数罪并罚决定执行有期徒刑",
    "probation": "缓刑",
}


@dataclass(frozen=True)
class Style:
    """The habits of one file: which header of each column, which form of each kind of value."""

    headers: int = 0
    dates: str = "iso"
    codes: str = "label"
    counties: str = "code"
    yes_no: tuple[str, str] = ("是", "否")
    terms: str = "chinese"
    left_out: tuple[str, ...] = ()
    rotate: int = 0
    ethnicity_short: bool = False


def date_text(day: date, form: str, salt: str = "") -> str:
    """A date in one of the forms of the interface; `mixed` varies with the salt."""
    if form == "mixed":
        form = DATE_FORMS[zlib.crc32(salt.encode()) % len(DATE_FORMS)]
    if form == "iso":
        return day.strftime("%Y-%m-%d")
    if form == "slash":
        return f"{day.year}/{day.month}/{day.day}"
    if form == "compact":
        return day.strftime("%Y%m%d")
    if form == "chinese":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.year}.{day.month}.{day.day}"


def datetime_text(moment: datetime, form: str) -> str:
    """A moment with its seconds."""
    return f"{date_text(moment.date(), form)} {moment:%H:%M:%S}"


def chinese_number(number: int) -> str:
    """1–99 in Chinese."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _CHINESE_DIGITS[ones]
    return ("" if tens == 1 else _CHINESE_DIGITS[tens]) + "十" + (_CHINESE_DIGITS[ones] if ones else "")


def term_text(kind: str, months: int, form: str) -> str:
    """有期徒刑一年六个月, 有期徒刑1年6个月 or 有期徒刑18个月; a probation may stand without its word."""
    word = _PENALTIES[kind]
    if form == "months":
        return f"{'' if kind == 'probation' else word}{months}个月"
    years, rest = divmod(months, 12)
    spell = chinese_number if form == "chinese" else str
    if form == "digits" and kind == "probation":
        word = ""
    return word + (f"{spell(years)}年" if years else "") + (f"{spell(rest)}个月" if rest else "")


def county_text(code: str, form: str) -> str:
    """A county by code or name; only counties of the region go by their short name."""
    if form == "code":
        return code
    place = COUNTIES[code]
    if code not in REGION or form == "full":
        return place.full
    return place.short if form == "short" else place.middle


def cell(column: Column, value: Any, style: Style, contracts: Contracts, salt: str) -> str:
    """The text of one value."""
    if value is None:
        return ""
    if column.type == "yes_no":
        return style.yes_no[0] if value else style.yes_no[1]
    if column.type == "date":
        return date_text(value, style.dates, salt + column.name)
    if column.type == "datetime":
        return datetime_text(value, style.dates)
    if column.type == "county":
        return county_text(value, style.counties)
    if column.type == "term":
        return term_text(value[0], value[1], style.terms)
    if column.type in contracts.codes:
        codes = contracts.codes[column.type]
        return codes.code_by_term[value] if style.codes == "code" else codes.label_by_term[value]
    if column.name == "ethnicity" and style.ethnicity_short:
        return str(value).removesuffix("族")
    return str(value)
