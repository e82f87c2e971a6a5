"""Code lists and yes/no: by code or by label."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from pipelines.contracts import CodeList

_YES = frozenset({"是", "有", "1", "y", "yes", "true"})
_NO = frozenset({"否", "无", "0", "n", "no", "false"})


def code_reader(codes: CodeList) -> Callable[[str], str | None]:
    """A function from code or label to the term; None where the list has neither."""
    terms = {_folded(spelling): term for spelling, term in codes.term_by_spelling.items()}

    def read(text: str) -> str | None:
        return terms.get(_folded(text))

    return read


def read_yes_no(text: str) -> bool | None:
    """是/否, 有/无, 1/0, Y/N, true/false; None where it is neither."""
    folded = _folded(text).casefold()
    return True if folded in _YES else False if folded in _NO else None


def _folded(text: str) -> str:
    """Width and white space folded; a number without leading zeros or an empty fraction: `01`, `1.0` → `1`."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    number = re.fullmatch(r"0*(\d+)(?:\.0+)?", folded, re.ASCII)
    return number[1] if number else folded
