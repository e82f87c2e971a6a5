"""Court case numbers, such as （2025）内0105刑初123号, from the spellings that occur.

Form since 2016 (人民法院案件案号规定): （year）court code, type, number 号; before it （2014）回刑初字第123号.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# 省、自治区、直辖市 as they stand in court codes; 兵 and 军 for the corps and the military courts
_PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云滇藏陕甘青宁新兵军"
_BRACKETS = str.maketrans(dict.fromkeys("(〔[［【〖〈《{﹝", "(") | dict.fromkeys(")〕]］】〗〉》}﹞", ")"))
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad'\"`]+")

_NUMBER = re.compile(
    rf"""^(?:[\u4e00-\u9fff]{{2,30}}法院)?           # the court's name before it
        \(?(?P<year>\d{{4}})年?\)?
        (?:(?P<code>最高法|[{_PROVINCES}](?:\d{{4}}|\d{{2}})?)(?P<type>[刑民行执赔破清司知财委](?:(?![字第号])[\u4e00-\u9fff]){{0,3}})
          |(?P<old_court>[\u4e00-\u9fff]{{1,6}}?)(?P<old_type>[刑民行执赔][\u4e00-\u9fff]{{0,3}}?)字)
        第?0*(?P<number>[1-9]\d{{0,6}})
        (?:-(?P<inner>[1-9]\d?))?
        (?:号(?:(?:之|-)(?P<part>[一二三四五六七八九十]{{1,3}}|[1-9]\d?))?)?
        (?:刑事)?(?:附带民事)?(?:判决书?|裁定书?|决定书?)?$""",
    re.VERBOSE,
)
_FIRST_YEAR, _LAST_YEAR = 1979, 2099
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class CaseNumber:
    """A case number in its parts; `suffix` is `之一` … or empty and no part of the key."""

    year: int
    court_code: str
    type: str
    number: int
    suffix: str = ""
    old_form: bool = False

    @property
    def key(self) -> str:
        """For comparison: `2025|内0105|刑初|123`."""
        return f"{self.year}|{self.court_code}|{self.type}|{self.number}"

    @property
    def display(self) -> str:
        """Normal form: `（2025）内0105刑初123号`, before 2016 `（2014）回刑初字第123号`."""
        joint = "字第" if self.old_form else ""
        return f"（{self.year}）{self.court_code}{self.type}{joint}{self.number}号{self.suffix}"

    @property
    def second_instance(self) -> bool:
        """True for a case on appeal (刑终, 刑二终)."""
        return self.type.endswith("终")


def parse_case_number(text: str | None) -> CaseNumber | None:
    """Read a case number in any width, bracket and spacing; None where it cannot be read with certainty."""
    if text is None:
        return None
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).translate(_BRACKETS))
    folded = re.sub("[‐‑‒–—―−]", "-", folded)
    match = _NUMBER.match(folded)
    if match is None or folded.count("(") != folded.count(")"):
        return None
    year = int(match["year"])
    if not _FIRST_YEAR <= year <= _LAST_YEAR or (match["inner"] and match["part"]):
        return None
    part = match["inner"] or match["part"] or ""
    return CaseNumber(
        year=year,
        court_code=match["code"] or match["old_court"],
        type=match["type"] or match["old_type"],
        number=int(match["number"]),
        suffix=f"之{_in_chinese(int(part)) if part.isdigit() else part}" if part else "",
        old_form=match["old_court"] is not None,
    )


def _in_chinese(number: int) -> str:
    """1 … 99 as written in a suffix: 之一, 之十二."""
    tens, units = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[units] if units else "")
