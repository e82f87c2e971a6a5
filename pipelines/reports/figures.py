"""The part of the report object that counts: sources, what was set aside, and sums that must add up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SilentCounty:
    """A county whose part of a dataset does not reach as far as the rest."""

    county_name: str
    covered_to: str
    state: str
    text: str


@dataclass(frozen=True)
class Source:
    """One dataset tonight: how fresh, how many rows, what was set aside, why it is not used."""

    dataset: str
    source: str
    title: str
    state: str
    covered_to: str
    days_behind: int | None
    delivered: str
    rows_in: int | None
    rows_out: int | None
    rows_quarantined: int | None
    text: str
    counties: tuple[SilentCounty, ...]
    held: tuple[str, ...]


@dataclass(frozen=True)
class BalanceColumn:
    """One outcome a row may have."""

    term: str
    label: str
    tone: str  # good | plain | warn | bad


@dataclass(frozen=True)
class BalanceLine:
    """One county's rows by outcome; `received` is counted apart and must equal the sum."""

    county_name: str
    cells: tuple[int, ...]
    received: int

    @property
    def total(self) -> int:
        """Σ of the outcomes."""
        return sum(self.cells)

    @property
    def holds(self) -> bool:
        """The outcomes add up to what was received."""
        return self.total == self.received


@dataclass(frozen=True)
class Balance:
    """What became of every row of one table: `lines` per county, `total` over all."""

    table: str
    title: str
    unit: str
    columns: tuple[BalanceColumn, ...]
    lines: tuple[BalanceLine, ...]
    total: BalanceLine

    @property
    def holds(self) -> bool:
        """Every line adds up."""
        return self.total.holds and all(line.holds for line in self.lines)


@dataclass(frozen=True)
class SetAside:
    """One quarantined row."""

    dataset: str
    title: str
    file: str
    line: int
    reason: str
    column: str
    county_name: str
    received: str


@dataclass(frozen=True)
class FailedCheck:
    """An expectation a delivery does not meet, or that could not run."""

    title: str
    check: str
    severity: str
    outcome: str
    failed_rows: int
