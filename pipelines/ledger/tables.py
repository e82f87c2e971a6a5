"""The ledger's tables: rows of a night carry its date and nothing that depends on when or how often it ran."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.database import LedgerTable


class NightRow(LedgerTable):
    """One recorded night with its manifest (JSON): what it was computed from."""

    __tablename__ = "nights"

    night: Mapped[date] = mapped_column(Date, primary_key=True)
    manifest: Mapped[str] = mapped_column(Text)


class DeliveryRow(LedgerTable):
    """A delivery the night knew, and whether it was believed."""

    __tablename__ = "deliveries"

    night: Mapped[date] = mapped_column(Date, primary_key=True)
    dataset: Mapped[str] = mapped_column(String(64), primary_key=True)
    delivery_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    business_date: Mapped[date] = mapped_column(Date)
    sequence: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(64))
    rows_in: Mapped[int]
    rows_out: Mapped[int]
    rows_quarantined: Mapped[int]


class CoverageRow(LedgerTable):
    """How far a dataset reaches on that night; an empty county is the dataset as a whole, a county differs from it."""

    __tablename__ = "coverage"

    night: Mapped[date] = mapped_column(Date, primary_key=True)
    dataset: Mapped[str] = mapped_column(String(64), primary_key=True)
    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    covered_to: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(16))


class RuleRow(LedgerTable):
    """A rule that ran on that night, also when it found nothing: a rule that did not run proves nothing."""

    __tablename__ = "rules"

    night: Mapped[date] = mapped_column(Date, primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    version: Mapped[int]
    findings: Mapped[int]


class FindingRow(LedgerTable):
    """A finding of that night: record ids and codes alone, no name, number or text of a person."""

    __tablename__ = "findings"
    __table_args__ = (Index("findings_by_id", "finding_id", "night"),)

    night: Mapped[date] = mapped_column(Date, primary_key=True)
    finding_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    finding_key: Mapped[str] = mapped_column(Text)
    rule_id: Mapped[str] = mapped_column(String(16))
    county: Mapped[str] = mapped_column(String(6))
    audience: Mapped[str] = mapped_column(String(16))
    tier: Mapped[str] = mapped_column(String(1))
    band: Mapped[str] = mapped_column(String(32))
    since: Mapped[date | None] = mapped_column(Date)
    digest: Mapped[str] = mapped_column(String(32))
    needs: Mapped[str] = mapped_column(Text)
    covered: Mapped[bool]


#: Tables that hold rows of a night, in the order they are replaced.
OF_A_NIGHT: tuple[type[LedgerTable], ...] = (NightRow, DeliveryRow, CoverageRow, RuleRow, FindingRow)
