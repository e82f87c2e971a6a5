"""Writes `characters/pinyin.csv`; run by hand when pypinyin is upgraded: `python -m pipelines.identity.build_pinyin`.

Nothing imports this at run time: the committed table alone decides, so an upgrade of the library changes no result.
`characters/variants.csv`, `look_alikes.csv` and `surnames.csv` are written by hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pypinyin import Style, pinyin

TABLE = Path(__file__).with_name("characters") / "pinyin.csv"
#: The unified ideographs of Unicode 1.1 to 4.1 and extension A: every character a name in these systems may hold
#: but the rarest, which compare as themselves.
RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))


def rows() -> Iterable[tuple[str, str]]:
    """Toneless syllable and the characters whose first reading it is, both in code point order."""
    characters: dict[str, list[str]] = defaultdict(list)
    for first, last in RANGES:
        for point in range(first, last + 1):
            syllable = pinyin(chr(point), style=Style.NORMAL, errors="ignore")
            if syllable and syllable[0][0].isascii() and syllable[0][0].isalpha():
                characters[syllable[0][0]].append(chr(point))
    return ((syllable, "".join(characters[syllable])) for syllable in sorted(characters))


if __name__ == "__main__":
    lines = [f"{syllable},{characters}" for syllable, characters in rows()]
    TABLE.write_text("\n".join(["syllable,characters", *lines]) + "\n", "utf-8")
