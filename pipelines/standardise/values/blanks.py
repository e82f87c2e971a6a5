"""What counts as empty."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.standardise.values.bulk_bytes import spans

#: white space as exports have it, beyond what `str.strip` knows
WHITE = (
    " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d"
    + ("\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u0085")
)

_UTF8 = [sign.encode("utf-8") for sign in WHITE]
_LONGER = [sign for sign in _UTF8 if len(sign) > 1]
#: white space of one byte; bytes that begin and end longer ones; and their first two bytes as one number
_ONE_BYTE = np.isin(np.arange(1 << 8), [sign[0] for sign in _UTF8 if len(sign) == 1])
_BEGINS = np.isin(np.arange(1 << 8), [sign[0] for sign in _LONGER])
_ENDS = np.isin(np.arange(1 << 8), [sign[-1] for sign in _LONGER])
_FIRST_TWO = np.isin(np.arange(1 << 16), [sign[0] << 8 | sign[1] for sign in _LONGER])

#: signs that systems write for "nothing"; taken so everywhere but in free text and names
PLACEHOLDERS = frozenset({"-", "--", "---", "—", "——", "－", "/", "／", "null", "(null)", "\\n", "nan", "n/a", "#n/a"})


def says_nothing(text: str) -> bool:
    """True for a stripped text that is a sign for "nothing"."""
    return text.casefold() in PLACEHOLDERS


def trimmed(values: pa.Array) -> pa.Array:
    """Texts without white space at their ends; the very same array where there is none."""
    return pc.utf8_trim(values, characters=WHITE) if _may_need_it(values) else values


def _may_need_it(values: pa.Array) -> bool:
    """False where no text begins or ends with white space, told from the first and the last three bytes of each."""
    data, starts, stops = spans(values)
    filled = stops > starts
    if not filled.all():
        starts, stops = starts[filled], stops[filled]
    first, last = data[starts], data[stops - 1]
    if _ONE_BYTE[first].any() or _ONE_BYTE[last].any():
        return True
    begins, ends = starts[_BEGINS[first]], stops[_ENDS[last]]
    pairs = ((begins, begins + 1), (ends - 2, ends - 1), (ends - 3, ends - 2))
    return any(
        bool(_FIRST_TWO[data[np.maximum(one, 0)].astype(np.int32) << 8 | data[np.maximum(other, 0)]].any())
        for one, other in pairs
    )
