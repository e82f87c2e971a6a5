"""Lengths of penalties in words: 有期徒刑一年六个月, 缓刑二年, 拘役五个月十五日, 18个月.

A text is read to its last character or refused; what it leaves open is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipelines.law.clock import HALF_MONTH_DAYS
from pipelines.law.refusal import Refusal

Part = Literal["principal", "probation"]

#: what `Term.kind` may say
KINDS = ("imprisonment", "detention", "public_surveillance", "life", "probation", "unspecified")

#: longest imprisonment for several crimes, in months (刑法69: twenty-five years)
LONGEST_MONTHS = 300
#: more days than a year's are no remainder of a term but a mistake
LONGEST_DAYS = 366

_KIND_OF_WORD = {
    "有期徒刑": "imprisonment",
    "无期徒刑": "life",
    "拘役": "detention",
    "管制": "public_surveillance",
    "缓刑": "probation",
    "考验期": "probation",
}

# Numerals of forms, contracts and old texts → the plain ones.
_PLAIN_NUMERALS = str.maketrans("〇○壹贰貳两弍叁參叄肆伍陆陸柒捌玖拾佰", "零零一二二二二三三三四五六六七八九十百")
_CHINESE = re.compile(r"(?:([一二三四五六七八九])百)?零?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?")
_DIGIT = {digit: value for value, digit in enumerate("零一二三四五六七八九")}

_N = r"(?:\d+|[零一二三四五六七八九十百]+)"
_LENGTH = (
    rf"(?:(?P<years>{_N})年(?P<and_half_year>半)?|(?P<half_year>半年))?[零又]?"
    rf"(?:(?P<months>{_N})个?(?P<half_within>半)?月(?P<half_after>半)?|(?P<half_month>半个?月))?[零又]?"
    rf"(?:(?P<days>{_N})[天日])?"
)
# What may stand around a penalty without changing its length, longest phrases first.
_ASIDES = "|".join(
    (
        r"[即从]?自[^,;。()]{4,14}起,?至[^,;。()]{4,14}止",  # the dates of the term
        r"(?:判决执行以?前)?(?:已?先行)?羁押[^;。()]*折抵[^;。()]*",
        r"(?:刑期|考验期限?)?,?从?(?:判决|裁定)(?:确定|执行|生效)之日起(?:计算)?",
        rf"(?:附加|并处)?剥夺政治权利(?:终身|{re.sub(r'[?]P<[a-z_]+>', '?:', _LENGTH)})?",
        r"(?:并处|单处|并)?(?:罚金|没收)[^,;。()]*",
        r"犯[^,;。:()]{1,40}?罪",
        r"数罪并罚|判决如下|判处|判决|宣告|并处|附加|刑期|期限|执行|处|为|以|并",
        r"[,;。:、()\[\]/+]",
    )
)
_TOKEN = re.compile(
    rf"(?P<aside>{_ASIDES})|(?P<kind>有期徒刑|无期徒刑|拘役|管制|(?:缓刑)?考验期限?|缓刑)|(?P<length>{_LENGTH})"
)
_DECISION = re.compile(r"决定(?:合并)?执行")


@dataclass(frozen=True)
class Term:
    """A penalty's kind and length; months and days add up, both are None for life."""

    kind: str
    months: int | None
    days: int | None


class _UnreadableError(Exception):
    """The text holds something that is no part of a term."""


@lru_cache(maxsize=65536)
def parse_term(text: str, part: Part = "principal") -> Term | Refusal:
    """Read the length of a penalty.

    Args:
        text: as a system wrote it, in any width, with Chinese (also 壹贰叁) or Arabic numerals.
        part: which part the column is about, where the text holds both (有期徒刑三年,缓刑四年). If the text holds only
            the other part, that is returned under its own kind. A bare length is `unspecified` in a principal column
            and `probation` in a probation column.

    Of several crimes the penalty decided to be executed (决定执行) counts. Refuses with reason `term_empty`,
    `term_unreadable`, `term_without_length`, `term_several`, `term_without_decision` (a sum without 决定执行),
    `term_zero` or `term_too_long`.
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split()).translate(_PLAIN_NUMERALS).replace("廿", "二十")
    folded = folded.replace("\u200b", "").replace("\ufeff", "").strip("'\"")
    if not folded:
        return Refusal("term_empty", "刑期为空")
    before, *decided = _DECISION.split(folded)
    if len(decided) > 1:
        return Refusal("term_several", "文本中有多处“决定执行”，无法确定以哪一处为准")
    if not decided and "总和" in folded:
        return Refusal("term_without_decision", "数罪并罚只有总和刑期，缺“决定执行”的刑期")
    try:
        penalties = list(_penalties(decided[0] if decided else before))
    except _UnreadableError:
        return Refusal("term_unreadable", "刑期无法识别；请按“有期徒刑一年六个月”“缓刑二年”的写法填写")
    return _chosen(penalties, part)


def _chosen(penalties: list[Term | Refusal], part: Part) -> Term | Refusal:
    def is_probation(penalty: Term | Refusal) -> bool:
        return isinstance(penalty, Term) and penalty.kind == "probation"

    if part == "probation" and len(penalties) == 1:
        only = penalties[0]
        if isinstance(only, Term) and only.kind == "unspecified":
            return Term("probation", only.months, only.days)
    for refusal in (penalty for penalty in penalties if isinstance(penalty, Refusal)):
        return refusal
    probation = [penalty for penalty in penalties if is_probation(penalty)]
    principal = [penalty for penalty in penalties if not is_probation(penalty)]
    wanted, other = (probation, principal) if part == "probation" else (principal, probation)
    candidates = wanted or other
    if not candidates:
        return Refusal("term_without_length", "未写明主刑或缓刑的期限")
    if len(candidates) > 1:
        return Refusal("term_several", "写有多个刑期而无“决定执行”，无法确定以哪一个为准")
    return candidates[0]


def _penalties(text: str) -> Iterator[Term | Refusal]:
    """The kinds of a text, each with the length that belongs to it."""
    words = list(_words(text))
    if words and not isinstance(words[0], str) and isinstance(words[-1], str) and _length_stands_first(words):
        words.reverse()  # 三年有期徒刑: read backwards, the kind stands before its length again
    place = 0
    while place < len(words):
        word = words[place]
        place += 1
        if not isinstance(word, str):
            yield _term("unspecified", word)
        elif word == "life":
            yield Term("life", None, None)
        elif place < len(words) and not isinstance(words[place], str):
            following = words[place]
            place += 1
            assert not isinstance(following, str)
            yield _term(word, following)
        elif word != "probation":  # 宣告缓刑, 考验期 may stand without a length of their own
            yield Refusal("term_without_length", "写有刑种而未写期限")


def _length_stands_first(words: list[str | tuple[int, int]]) -> bool:
    kinds = [word for word in words if isinstance(word, str)]
    return len(words) == 2 or kinds[0] != "probation"


def _words(text: str) -> Iterator[str | tuple[int, int]]:
    """Kinds as text and lengths as (months, days), in the order written; everything else must be a known aside."""
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.end() == place:
            raise _UnreadableError
        place = match.end()
        if match["kind"]:
            yield _KIND_OF_WORD["考验期" if "考验期" in match["kind"] else match["kind"]]
        elif match["length"]:
            yield _length(match)


def _length(match: re.Match[str]) -> tuple[int, int]:
    if match["length"][-1] in "零又":
        raise _UnreadableError
    half_years = bool(match["and_half_year"]) + bool(match["half_year"])
    half_months = bool(match["half_within"]) + bool(match["half_after"]) + bool(match["half_month"])
    below_year = match["months"] or match["half_month"] or match["days"]
    if half_months > 1 or (half_years and below_year) or (half_months and match["days"]):
        raise _UnreadableError
    months = 12 * _number(match["years"]) + 6 * half_years + _number(match["months"])
    return months, HALF_MONTH_DAYS * half_months + _number(match["days"])


def _term(kind: str, length: tuple[int, int]) -> Term | Refusal:
    months, days = length
    if months + days == 0:
        return Refusal("term_zero", "刑期为零")
    if months > LONGEST_MONTHS or days > LONGEST_DAYS:
        return Refusal("term_too_long", "刑期超过法定最长期限，疑似录入错误")
    return Term(kind, months, days)


def _number(written: str | None) -> int:
    """A number below 1000 in Arabic or Chinese numerals; nothing counts as 0."""
    if not written:
        return 0
    if written.isdecimal():
        return int(written) if len(written) <= 4 else LONGEST_MONTHS + 1
    match = _CHINESE.fullmatch(written)
    if match is None:
        raise _UnreadableError
    hundreds, tens, ten, units = match.groups()
    return 100 * _DIGIT[hundreds or "零"] + 10 * (_DIGIT[tens] if tens else bool(ten)) + _DIGIT[units or "零"]
