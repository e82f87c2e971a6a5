"""Counties by GB/T 2260 code and by name, present and retired, and the zones they form.

The package GB2260 holds the revisions up to 2014; `counties_since_2014.csv` holds what changed after it.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import gb2260.data

from pipelines.law.refusal import Refusal

CHANGES = Path(__file__).with_name("counties_since_2014.csv")

# Names of grouping rows in GB/T 2260, which are no place of their own.
_PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位"})
_PROVINCE_ENDING = re.compile(r"(壮族|回族|维吾尔)?(自治区|省|市)$")
_PREFECTURE_ENDING = re.compile(r"(市|地区|盟)$")
_AGENCY_ENDING = re.compile(r"(司法局|社区矫正(管理局|工作局|局|中心|机构|大队))$")
_SEPARATORS = re.compile(r"[\s\u200b\ufeff·・,、/\\>|_\-—]+")
_CODE = re.compile(r"(\d{6})(?:0{6})?(?:\.0)?")


@dataclass(frozen=True)
class County:
    """One county-level division; `retired` where its code is no longer in force."""

    code: str
    name: str
    prefecture_code: str
    prefecture: str  # empty under a municipality and where the province governs the county itself
    province: str
    retired: bool

    @property
    def full_name(self) -> str:
        """`内蒙古自治区呼和浩特市赛罕区`."""
        return f"{self.province}{self.prefecture}{self.name}"

    @property
    def zone(self) -> str:
        """The zone the county belongs to, see `zone_of`."""
        return zone_of(self.code)


class CountyMatch(NamedTuple):
    """What a text was resolved to, with the assumption made (Chinese) where one was needed."""

    code: str
    assumption: str | None


@dataclass(frozen=True)
class _Register:
    by_code: dict[str, County]
    #: folded spelling → codes: under their present name, under a former name or alias, and retired ones
    present: dict[str, tuple[str, ...]]
    former: dict[str, tuple[str, ...]]
    retired: dict[str, tuple[str, ...]]
    #: provinces and prefectures in force, and grouping rows, by code and spelling: known, but no county
    higher: frozenset[str]


def county(code: str) -> County | None:
    """A county by its six-digit code, retired ones too; None for an unknown code."""
    return _register().by_code.get(code)


def counties_in(prefixes: tuple[str, ...]) -> tuple[County, ...]:
    """The counties in force under code prefixes such as `1501`, by code."""
    return tuple(
        found for code, found in sorted(_register().by_code.items()) if code.startswith(prefixes) and not found.retired
    )


def known_counties() -> tuple[County, ...]:
    """Every county that ever had a code, retired ones too, by code."""
    return tuple(found for _, found in sorted(_register().by_code.items()))


def zone_of(code: str) -> str:
    """The zone of a county: all 市辖区 of one city are one (the city's code), every other county its own (办法26).

    By the digits of GB/T 2260: cities are 01–20 and 51–70 in the middle pair, their districts 01–20 and 51–80 in the
    last. County-level cities of a 盟, 地区 or 自治州 also end in 01–20, but stand under 21–50 or 90.
    """
    middle, last = int(code[2:4]), int(code[4:6])
    in_city = 1 <= middle <= 20 or 51 <= middle <= 70
    district = 1 <= last <= 20 or 51 <= last <= 80
    known = county(code)
    if known is not None and known.name.endswith("特区"):  # 六枝特区 is a county of its own
        district = False
    return f"{code[:4]}00" if in_city and district else code


@lru_cache(maxsize=65536)
def resolve(text: str, region_prefixes: tuple[str, ...] = ()) -> CountyMatch | Refusal:
    """Find the county a code or name means; a retired code stays what it is (`county(code).retired`).

    A name may carry its province and prefecture, in full or without 市/省/自治区, and a county agency's ending
    (赛罕区司法局). A bare name that several counties share is taken for the one in the region, noted as an assumption.

    Refuses with reason `county_empty`, `county_unknown`, `county_not_county_level`, `county_ambiguous` or
    `county_conflict` (code and name contradict each other).
    """
    folded = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not folded:
        return Refusal("county_empty", "行政区划为空")
    if whole := _CODE.fullmatch(folded):
        return _by_code(whole[1])
    with_code = re.fullmatch(r"(\d{6})\(?(\D+?)\)?|(\D+?)\(?(\d{6})\)?", folded)
    if with_code is None:
        return _by_name(folded, region_prefixes)
    code, name = with_code[1] or with_code[4], with_code[2] or with_code[3]
    match = _by_code(code)
    if isinstance(match, Refusal):
        return match
    register = _register()
    spelling = _AGENCY_ENDING.sub("", name)
    named = (*register.present.get(spelling, ()), *register.former.get(spelling, ()))
    if code not in (*named, *register.retired.get(spelling, ())):
        return Refusal("county_conflict", "行政区划代码与名称不一致，请核对后按国家标准GB/T 2260填写")
    return match


def _by_code(code: str) -> CountyMatch | Refusal:
    register = _register()
    if code in register.by_code:
        return CountyMatch(code, None)
    if code in register.higher:
        return Refusal("county_not_county_level", "行政区划只到省或市，未到县(区、旗)；请填写县级代码或名称")
    return Refusal("county_unknown", "行政区划代码不在GB/T 2260各版本及后续变更之内；新设区划请先登记再导入")


def _by_name(folded: str, region_prefixes: tuple[str, ...]) -> CountyMatch | Refusal:
    register = _register()
    spelling = folded if folded in register.present else _AGENCY_ENDING.sub("", folded)
    present = register.present.get(spelling, ())
    others = (*register.former.get(spelling, ()), *register.retired.get(spelling, ()))
    candidates = present or register.former.get(spelling, ())
    if not candidates and spelling in register.higher:  # 日喀则市 is a prefecture now, and was a county once
        return Refusal("county_not_county_level", "行政区划只到省或市，未到县(区、旗)；请填写县级代码或名称")
    candidates = candidates or register.retired.get(spelling, ())
    if not candidates:
        return Refusal("county_unknown", "行政区划名称无法识别；请填写县级全称或GB/T 2260代码")
    if len(candidates) == 1:
        chosen = register.by_code[candidates[0]]
        if chosen.retired:
            return CountyMatch(chosen.code, f"按已撤销的区划认定为{chosen.full_name}({chosen.code})")
        if present and any(code[:4] != chosen.code[:4] for code in others):
            return CountyMatch(chosen.code, f"另有同名的旧区划，按现行区划认定为{chosen.full_name}({chosen.code})")
        return CountyMatch(chosen.code, None)
    in_region = [code for code in candidates if region_prefixes and code.startswith(region_prefixes)]
    if len(in_region) != 1:
        return Refusal("county_ambiguous", f"全国有{len(candidates)}个县级区划用此名称；请写明省、市或填写代码")
    chosen = register.by_code[in_region[0]]
    return CountyMatch(
        chosen.code, f"全国有{len(candidates)}个县级区划用此名称，按本地区认定为{chosen.full_name}({chosen.code})"
    )


@lru_cache(maxsize=1)
def _register() -> _Register:
    names, former = _names_by_code()
    in_force = _codes_in_force()
    counties: dict[str, County] = {}
    parts = Counter(code[:4] for code, name in names.items() if name not in _PLACEHOLDERS)
    for code in sorted(names):
        if _is_county(code, names[code], parts):
            counties[code] = _county(code, names, retired=code not in in_force)
    present: dict[str, set[str]] = {}
    renamed: dict[str, set[str]] = {}
    retired: dict[str, set[str]] = {}
    for code, found in counties.items():
        for name in (found.name, *sorted(former.get(code, ()))):
            shelf = retired if found.retired else present if name == found.name else renamed
            for spelling in _spellings(found, name, former.get(found.prefecture_code, set())):
                shelf.setdefault(spelling, set()).add(code)
    higher: set[str] = set()
    for code in sorted((set(names) - set(counties)) & in_force):
        province, prefecture = names[f"{code[:2]}0000"], names.get(f"{code[:4]}00", "")
        grouping = names[code] if names[code] in _PLACEHOLDERS else ""
        higher |= {code, grouping} | {prefix + grouping for prefix in _prefixed(province, prefecture)}
    higher.discard("")
    return _Register(counties, _frozen(present), _frozen(renamed), _frozen(retired), frozenset(higher))


def _frozen(shelf: dict[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {spelling: tuple(sorted(codes)) for spelling, codes in shelf.items()}


def _revisions() -> Iterator[dict[int, str]]:
    """Revisions of GB/T 2260 from the oldest on; the package keeps the newest (2014) under None."""
    numbered = sorted((year for year in gb2260.data.data if year is not None), key=lambda year: f"{year:0<6}")
    yield from (gb2260.data.data[year] for year in numbered)
    yield gb2260.data.data[None]


@lru_cache(maxsize=1)
def _changes() -> tuple[tuple[str, str, str], ...]:
    with CHANGES.open(encoding="utf-8", newline="") as lines:
        rows = [(row["code"], row["name"], row["change"]) for row in csv.DictReader(lines)]
    for line, (code, name, change) in enumerate(rows, start=2):
        if not re.fullmatch(r"\d{6}", code) or not name or change not in ("added", "renamed", "retired", "alias"):
            raise ValueError(f"{CHANGES.name}, line {line}: six digits, a name and added, renamed, retired or alias")
    return tuple(rows)


def _names_by_code() -> tuple[dict[str, str], dict[str, set[str]]]:
    """Newest name of every code ever in force; former names and aliases beside it."""
    names: dict[str, str] = {}
    former: dict[str, set[str]] = {}
    steps = [[(str(code), name) for code, name in revision.items()] for revision in _revisions()]
    steps.append([(code, name) for code, name, change in _changes() if change in ("added", "renamed")])
    for step in steps:
        for code, name in step:
            if names.get(code, name) != name:
                former.setdefault(code, set()).add(names[code])
            names[code] = name
    for code, name, change in _changes():
        if change == "alias":
            former.setdefault(code, set()).add(name)
    return names, {code: spellings - {names[code]} for code, spellings in former.items()}


def _codes_in_force() -> set[str]:
    codes = {str(code) for code in gb2260.data.data[None]}
    codes |= {code for code, _, change in _changes() if change == "added"}
    return codes - {code for code, _, change in _changes() if change == "retired"}


def _is_county(code: str, name: str, parts: Counter[str]) -> bool:
    """By how many codes begin with its first four digits, itself among them."""
    if name in _PLACEHOLDERS or code.endswith("0000"):
        return False
    # a city without counties (东莞市) is its own county
    return not code.endswith("00") or parts[code[:4]] == 1


def _county(code: str, names: dict[str, str], *, retired: bool) -> County:
    prefecture_code = f"{code[:4]}00"
    prefecture = "" if code.endswith("00") else names.get(prefecture_code, "")
    shown = "" if prefecture in _PLACEHOLDERS else prefecture
    return County(code, names[code], prefecture_code, shown, names[f"{code[:2]}0000"], retired)


def _spellings(found: County, name: str, former_prefectures: set[str]) -> set[str]:
    """Every way to write a county: with and without province and prefecture, each in full or short."""
    written = set()
    for prefecture in sorted({found.prefecture, *(former_prefectures if found.prefecture else ())} - _PLACEHOLDERS):
        written |= {prefix + name for prefix in _prefixed(found.province, prefecture)}
    return written | {name}


def _prefixed(province: str, prefecture: str) -> set[str]:
    provinces = {"", province, _PROVINCE_ENDING.sub("", province)}
    prefectures = {"", prefecture, _PREFECTURE_ENDING.sub("", prefecture)}
    return {first + second for first in provinces for second in prefectures}
