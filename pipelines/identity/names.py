"""Normal forms of a person's name and the level at which two names agree.

Pure functions of the name's comparison key (`…_key` of the contract: width, interpunct and spaces folded away). The
tables beside it are data: `characters/*.csv`. Jaro-Winkler is not used on purpose: it ranks the brothers 王建国/王建民
(0.82) above the slip 张伟/张玮 (0.70), and no threshold on it works for two or three characters.
"""

from __future__ import annotations

import csv
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

CHARACTERS = Path(__file__).with_name("characters")

#: Every dot that stands between the parts of a name; U+00B7 is the standard.
INTERPUNCTS = "·•．‧・●.｡⸱∙ꞏ･"

#: Toneless syllables that write one Mongolian sound, each with its kind: 格日勒/格尔乐, 嘎拉/嘎勒.
TRANSLITERATED = {syllable: kind[0] for kind in (("ri", "er"), ("la", "le", "lei")) for syllable in kind}
#: A transliteration is compared by syllables only from this length on; shorter names have too little left to agree on.
SHORTEST_TRANSLITERATION = 3

#: Levels from the strongest to the weakest; `exact` and `spelling` need the name as shown and are told apart in SQL.
LEVELS = (
    "exact",
    "spelling",
    "variant",
    "former",
    "homophone",
    "transliteration",
    "look_alike",
    "part",
    "one_character",
    "one_character_of_two",
    "different",
)


class NameForms(NamedTuple):
    """What a name is compared by."""

    #: variant and traditional characters folded to the standard one
    folded: str
    #: and look-alikes to the first of their kind
    looks: str
    #: toneless syllables joined by a space, surname by its reading as a surname
    sounds: str
    #: the part after the interpunct (a Mongolian's own name after the father's), else empty
    own_part: str


@lru_cache(maxsize=1)
def _variants() -> dict[int, str]:
    folded = {}
    for row in _table("variants.csv"):
        folded.update(dict.fromkeys(map(ord, row["variants"]), row["standard"]))
    return folded


@lru_cache(maxsize=1)
def _look_alikes() -> dict[int, str]:
    return {ord(character): row["alike"][0] for row in _table("look_alikes.csv") for character in row["alike"]}


@lru_cache(maxsize=1)
def _syllables() -> dict[str, str]:
    return {character: row["syllable"] for row in _table("pinyin.csv") for character in row["characters"]}


@lru_cache(maxsize=1)
def _surname_syllables() -> dict[str, str]:
    return {row["surname"]: row["pinyin"] for row in _table("surnames.csv")}


def _table(name: str) -> list[dict[str, str]]:
    with (CHARACTERS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def own_part(shown: str | None) -> str:
    """The part of a name as shown after its last interpunct, with variants folded; empty without one.

    >>> own_part("孛儿只斤·巴特尔")
    '巴特尔'
    """
    if not shown:
        return ""
    for point in INTERPUNCTS[1:]:
        shown = shown.replace(point, INTERPUNCTS[0])
    _, dot, last = shown.rpartition(INTERPUNCTS[0])
    return _fold(last) if dot else ""


def _fold(text: str) -> str:
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.split()).translate(_variants()).upper()


def name_forms(key: str, shown: str | None = None) -> NameForms:
    """Normal forms of one name; `key` is its comparison key, `shown` the name as it came."""
    folded = _fold(key)
    return NameForms(folded, folded.translate(_look_alikes()), _sounds(folded), own_part(shown))


def _sounds(folded: str) -> str:
    table, surnames = _syllables(), _surname_syllables()
    syllables = [table.get(character, character) for character in folded]
    size = len(folded)
    if size >= 3 and (surname := surnames.get(folded[:2])):
        syllables[:2] = [surname]
    elif size in (2, 3) and (surname := surnames.get(folded[0])):
        syllables[0] = surname
    return " ".join(syllables)


def name_level(a: NameForms, b: NameForms) -> str:
    """The level at which two differing names agree; symmetric.

    `part` is a name whose other record adds something before an interpunct; `one_character` covers one character
    replaced, left out or added and two neighbours exchanged, in names of three characters or more.
    """
    if a.folded == b.folded:
        return "variant"
    if a.sounds == b.sounds:
        return "homophone"
    if _transliterated(a.sounds, b.sounds):
        return "transliteration"
    if a.looks == b.looks:
        return "look_alike"
    if (a.own_part and a.own_part == b.folded) or (b.own_part and b.own_part == a.folded):
        return "part"
    if one_slip(a.looks, b.looks):
        return "one_character" if min(len(a.folded), len(b.folded)) >= 3 else "one_character_of_two"
    return "different"


def _transliterated(a: str, b: str) -> bool:
    ours, theirs = a.split(), b.split()
    if len(ours) != len(theirs) or len(ours) < SHORTEST_TRANSLITERATION:
        return False
    return all(TRANSLITERATED.get(x, x) == TRANSLITERATED.get(y, y) for x, y in zip(ours, theirs, strict=True))


def one_slip(a: str, b: str) -> bool:
    """True when one character replaced, left out, added, or two neighbours exchanged turn one text into the other.

    Counts characters; the engine's edit distances count bytes (张伟/张玮 = 3). Equal texts are no slip.
    """
    if len(a) > len(b):
        a, b = b, a
    if a == b or len(b) - len(a) > 1 or len(b) < 2:
        return False
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    if a[start + 1 :] == b[start + 1 :]:
        return True
    return a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
