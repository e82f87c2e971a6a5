"""Names of persons: one form to show, one to compare."""

from __future__ import annotations

import re
import unicodedata

from pipelines.standardise.values.blanks import WHITE

#: all spellings of the interpunct in names such as 古丽·买买提; U+00B7 is the standard
_INTERPUNCTS = "·•．‧・●.∙⋅･᛫◦"
_HALF_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20}
_PLAIN = re.compile(r"[\u4e00-\u9fff]+")
_REMOVED = re.compile(f"[{re.escape(_INTERPUNCTS)}{WHITE}]+")
#: between two Chinese characters only: in `J. Smith` the point is an abbreviation
_SHOWN = re.compile(rf"(?<=[\u2e80-\U0003ffff])\s*[{re.escape(_INTERPUNCTS)}]\s*(?=[\u2e80-\U0003ffff])")
_SPACES = re.compile(f"[{WHITE}]+")


def read_name(text: str) -> tuple[str, str | None]:
    """The name as shown (half width, interpunct ·) and its comparison key (None where nothing is left)."""
    if _PLAIN.fullmatch(text):
        return text, text
    shown = _SPACES.sub(" ", _SHOWN.sub("·", text.translate(_HALF_WIDTH))).strip()
    key = unicodedata.normalize("NFKC", _REMOVED.sub("", unicodedata.normalize("NFKC", text)).casefold())
    return shown, key or None
