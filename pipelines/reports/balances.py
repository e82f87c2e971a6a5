"""What became of every row received: sums that must add up, per county."""

from __future__ import annotations

from collections import Counter

from pipelines.reports.figures import Balance, BalanceColumn, BalanceLine
from pipelines.reports.reading import NightData
from pipelines.reports.wording import BALANCES, OUTCOMES, OUTCOMES_OF

#: Outcomes that are shown even at zero: their being zero is news.
ALWAYS_SHOWN = frozenset(
    {"received", "received_late", "never_received", "in_contact", "overdue", "lost", "quarantined"}
)

OUTSIDE, UNPLACED = "区外", "县区不明"


def balances(data: NightData, county: str = "") -> tuple[Balance, ...]:
    """Sentences, prison releases and the register, for the region or for one county."""
    return tuple(_balance(data, table, county) for table in BALANCES)


def _balance(data: NightData, table: str, county: str) -> Balance:
    cells: dict[str, Counter[str]] = {}
    for row in data.balance:
        if row["table"] == table and (not county or row["county"] == county):
            cells.setdefault(row["county"] or "", Counter())[row["disposition"]] += row["rows"]
    received = {place: rows for place, rows in data.received[table].items() if rows and (not county or place == county)}
    known = OUTCOMES[OUTCOMES_OF[table]]
    there = {term for of_county in cells.values() for term, rows in of_county.items() if rows}
    # an outcome this page has no word for is shown under its own name, never dropped
    terms = [term for term in known if term in there or term in ALWAYS_SHOWN] + sorted(there - set(known))
    columns = tuple(BalanceColumn(term, *known.get(term, (term, "plain"))) for term in terms)

    by_line: dict[str, tuple[Counter[str], int]] = {}
    for place in sorted(set(cells) | set(received)):
        name = _line_name(data, place)
        so_far, count = by_line.get(name, (Counter(), 0))
        by_line[name] = (so_far + cells.get(place, Counter()), count + received.get(place, 0))
    order = [name for name in by_line if name not in (OUTSIDE, UNPLACED)]
    order += [name for name in (OUTSIDE, UNPLACED) if name in by_line]
    lines = tuple(
        BalanceLine(name, tuple(by_line[name][0][term] for term in terms), by_line[name][1]) for name in order
    )
    total = BalanceLine(
        "合计",
        tuple(sum(line.cells[place] for line in lines) for place in range(len(terms))),
        sum(line.received for line in lines),
    )
    title, unit = BALANCES[table]
    return Balance(table, title, unit, columns, lines, total)


def _line_name(data: NightData, place: str) -> str:
    if not place:
        return UNPLACED
    row = data.counties.get(place)
    return row["short_name"] if row and row["in_region"] else OUTSIDE
