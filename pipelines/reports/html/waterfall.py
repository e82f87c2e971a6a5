"""A weight as a waterfall: each bar starts where the one before ended; right speaks for one person, left against."""

from __future__ import annotations

from markupsafe import Markup, escape

from pipelines.reports.dossier import Weighing

#: Pixels: words on the left, then the bars, then room for the figure.
WORDS, BARS, FIGURE, ROW, TOP = 270, 300, 56, 20, 18


def waterfall(weighing: Weighing) -> Markup:
    """Inline SVG with presentation attributes and classes alone, which the page's policy allows; every text escaped."""
    ends = [0]
    for _, amount in weighing.bars:
        ends.append(ends[-1] + amount)
    low, high = min(*ends, weighing.join), max(*ends, weighing.join)

    def x(value: int) -> float:
        return round(WORDS + (value - low) * BARS / (high - low), 1)

    rows = [
        _row(place, label, x(start), x(end), amount)
        for place, ((label, amount), start, end) in enumerate(zip(weighing.bars, ends, ends[1:], strict=False))
    ]
    bottom = TOP + ROW * len(rows)
    total = _row(len(rows), "合计", x(0), x(weighing.total), weighing.total, "total")
    axis = f'<line class="zero" x1="{x(0)}" x2="{x(0)}" y1="{TOP}" y2="{bottom + ROW}"/>'
    join = x(weighing.join)
    line = (
        f'<line class="join" x1="{join}" x2="{join}" y1="{TOP}" y2="{bottom + ROW}"/>'
        f'<text class="mark" x="{join}" y="{TOP - 5}" text-anchor="middle">认定线 {_bits(weighing.join)}</text>'
    )
    width, height = WORDS + BARS + FIGURE, bottom + ROW + 6
    said = "；".join(f"{label} {_bits(amount)}" for label, amount in weighing.bars)
    # every text in it went through escape()
    return Markup(
        f'<svg class="waterfall" role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<title>{escape(said)}；合计 {_bits(weighing.total)}</title>{axis}{line}{''.join(rows)}{total}</svg>"
    )


def _row(place: int, label: str, start: float, end: float, amount: int, kind: str = "") -> str:
    kind = kind or ("for" if amount > 0 else "against")
    top, left, wide = TOP + ROW * place, min(start, end), max(round(abs(end - start), 1), 1)
    beside = (max(start, end) + 5, "start") if amount > 0 else (left - 5, "end")
    if amount <= 0 and beside[0] < WORDS + 30:  # no room on the left: the words end there
        beside = (max(start, end) + 5, "start")
    at, anchor = round(beside[0], 1), beside[1]
    return (
        f'<text class="words" x="{WORDS - 10}" y="{top + 14}" text-anchor="end">{escape(label)}</text>'
        f'<rect class="{kind}" x="{left}" y="{top + 3}" width="{wide}" height="{ROW - 7}"/>'
        f'<text class="figure" x="{at}" y="{top + 14}" text-anchor="{anchor}">{_bits(amount)}</text>'
    )


def _bits(amount: int) -> str:
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return f"{sign}{abs(amount) // 1000}.{abs(amount) % 1000 // 100}"
