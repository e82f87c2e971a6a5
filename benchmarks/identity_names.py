"""Names of made-up people as arrays of code points, and what clerks make of them (`tests/identity/made_names.yaml`)."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import yaml
from pypinyin import lazy_pinyin

#: code points per name; shorter ones are padded with zeros
LENGTH = 8
_FILE = Path(__file__).parents[1] / "tests/identity/made_names.yaml"
#: kinds of variants and how often each is meant; one that cannot be made of a name becomes a space
_KINDS = (("name spelling", 0.15), ("name traditional", 0.15), ("name look-alike", 0.10), ("name homophone", 0.45),
          ("name transliterated", 0.05), ("name one character", 0.10))  # fmt: skip
#: 格日勒/格尔乐, 嘎拉/嘎勒: written otherwise for one Mongolian sound
_SOUNDS = {"日": "尔", "尔": "日", "拉": "勒", "勒": "乐", "乐": "勒"}


@lru_cache(maxsize=1)
def _tables() -> dict[str, list[str]]:
    return {kind: words.split() for kind, words in yaml.safe_load(_FILE.read_text("utf-8")).items()}


def _rows(words: list[str]) -> np.ndarray:
    return np.array([[*map(ord, word), *[0] * (LENGTH - len(word))] for word in words], np.uint32)


class Names:
    """Draws names by frequency and varies them."""

    def __init__(self) -> None:
        tables = _tables()
        self.surnames = np.array([*map(ord, "".join(tables["surnames"]))], np.uint32)
        self.given = np.array([*map(ord, "".join(tables["given"]))], np.uint32)
        single = tables["mongolian"]
        # two names in one are as common as one: 乌兰图雅, 斯琴高娃
        double = [first + second for first in single[:25] for second in single[:25] if first != second]
        self.mongolian = _rows([*single, *(name for name in double if len(name) <= LENGTH)])
        self.single = len(single)

    def draw(self, chance: np.random.Generator, count: int, mongolian: float) -> np.ndarray:
        """So many names."""
        names = np.zeros((count, LENGTH), np.uint32)
        names[:, 0] = self._by_rank(chance, self.surnames, 18, count)
        names[:, 1] = self._by_rank(chance, self.given, 35, count)
        names[:, 2] = np.where(chance.random(count) < 0.8, self._by_rank(chance, self.given, 35, count), 0)
        herders = np.flatnonzero(chance.random(count) < mongolian)
        one = chance.random(len(herders)) < 0.5
        pick = np.where(one, chance.integers(0, self.single, len(herders)),
                        chance.integers(self.single, len(self.mongolian), len(herders)))  # fmt: skip
        names[herders] = self.mongolian[pick]
        return names

    def _by_rank(self, chance: np.random.Generator, characters: np.ndarray, scale: float, count: int) -> np.ndarray:
        return characters[np.minimum(chance.exponential(scale, count).astype(int), len(characters) - 1)]

    def is_mongolian(self, names: np.ndarray) -> np.ndarray:
        """True for single Mongolian names."""
        known = {tuple(row) for row in self.mongolian[: self.single].tolist()}
        first = np.isin(names[:, 0], self.mongolian[: self.single, 0])
        at = np.flatnonzero(first)
        found = np.zeros(len(names), bool)
        found[at] = [tuple(row) in known for row in names[at].tolist()]
        return found

    def sibling(self, chance: np.random.Generator, names: np.ndarray) -> np.ndarray:
        """The same names with another last character."""
        kin = names.copy()
        row, last = np.arange(len(names)), (names != 0).sum(axis=1) - 1
        drawn = chance.choice(self.given, len(names))
        again = drawn == names[row, last]
        drawn[again] = self.given[(np.searchsorted(np.sort(self.given), drawn[again]) + 1) % len(self.given)]
        kin[row, last] = drawn
        return kin

    def vary(self, chance: np.random.Generator, names: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Comparison keys, kind of each variant, and names as shown (one longer, for a space)."""
        count, row = len(names), np.arange(len(names))
        size = (names != 0).sum(axis=1)
        place = 1 + (chance.random(count) * (size - 1)).astype(int)
        meant = chance.choice(len(_KINDS), count, p=[share for _, share in _KINDS])
        key = names.copy()
        for index, (kind, _) in enumerate(_KINDS):
            at = row[meant == index]
            if kind == "name one character":
                key[at, place[at]] = chance.choice(self.given, len(at))
            elif kind != "name spelling":
                table = _alternatives(kind)
                whole = table[names[at]]
                options = (whole != 0).any(axis=2)
                # the drawn character, else the first of the name that has an alternative
                spot = np.where(options[np.arange(len(at)), place[at]], place[at], options.argmax(axis=1))
                offered = whole[np.arange(len(at)), spot]
                many = (offered != 0).sum(axis=1)
                chosen = offered[np.arange(len(at)), (chance.random(len(at)) * many).astype(int)]
                key[at, spot] = np.where(many > 0, chosen, key[at, spot])
        same = (key == names).all(axis=1)
        kinds = np.array([kind for kind, _ in _KINDS], object)[np.where(same, 0, meant)]
        shown = np.zeros((count, LENGTH + 1), np.uint32)
        at = np.arange(LENGTH + 1)[None, :]
        wide = np.pad(key, ((0, 0), (0, 1)))
        moved = np.where(at < place[:, None], wide, np.where(at == place[:, None], ord(" "), np.roll(wide, 1, axis=1)))
        shown[:] = np.where(same[:, None], moved, wide)
        return key, kinds, shown


@cache
def _alternatives(kind: str) -> np.ndarray:
    """Code point → up to four others a clerk may write instead, zero-padded."""
    tables = _tables()
    others: dict[str, str] = defaultdict(str)
    if kind == "name traditional":
        others.update({pair[0]: pair[1:] for pair in tables["traditional"]})
    elif kind == "name look-alike":
        others.update({pair[0]: pair[1:] for pair in tables["looks"]})
    elif kind == "name transliterated":
        others.update(_SOUNDS)
    else:  # an input method offers what sounds alike
        known = sorted({*"".join(tables["given"]), *"".join(tables["mongolian"]), *"".join(tables["homophones"])})
        alike: dict[str, list[str]] = defaultdict(list)
        for character in known:
            alike[lazy_pinyin(character)[0]].append(character)
        for group in alike.values():
            for character in group:
                others[character] = "".join(other for other in group if other != character)[:4]
    table = np.zeros((0x10000, 4), np.uint32)
    for character, offered in others.items():
        table[ord(character), : len(offered)] = [*map(ord, offered)]
    return table
