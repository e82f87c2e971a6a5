"""What counts as empty."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

#: white space as exports have it, beyond what `str.strip` knows
WHITE = (
    " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d"
    + ("\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u0085")
)

_UTF8 = [sign.encode("utf-8") for sign in WHITE]
#: white space of one byte; and the first two bytes, as one number, of the others
_ONE_BYTE = np.isin(np.arange(1 << 8), [sign[0] for sign in _UTF8 if len(sign) == 1])
_MORE_BYTES = np.isin(np.arange(1 << 16), [sign[0] << 8 | sign[1] for sign in _UTF8 if len(sign) > 1])

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
    bounds = np.frombuffer(values.buffers()[1] or b"", np.int32)[values.offset : values.offset + len(values) + 1]
    filled = np.diff(bounds) > 0
    if not filled.any():
        return False
    data = np.frombuffer(values.buffers()[2], np.uint8)
    starts, stops = bounds[:-1][filled], bounds[1:][filled]
    if _ONE_BYTE[data[starts]].any() or _ONE_BYTE[data[stops - 1]].any():
        return True
    behind = np.minimum(starts + 1, len(data) - 1)
    return any(
        bool(_MORE_BYTES[data[np.maximum(first, 0)].astype(np.int32) << 8 | data[np.maximum(second, 0)]].any())
        for first, second in ((starts, behind), (stops - 2, stops - 1), (stops - 3, stops - 2))
    )
