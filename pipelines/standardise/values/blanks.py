"""What counts as empty."""

from __future__ import annotations

#: white space as exports have it, beyond what `str.strip` knows
WHITE = (
    " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d"
    + ("\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u0085")
)

#: signs that systems write for "nothing"; taken so everywhere but in free text and names
PLACEHOLDERS = frozenset({"-", "--", "---", "—", "——", "－", "/", "／", "null", "(null)", "\\n", "nan", "n/a", "#n/a"})


def says_nothing(text: str) -> bool:
    """True for a stripped text that is a sign for "nothing"."""
    return text.casefold() in PLACEHOLDERS
